import { describe, expect, it } from "vitest";
import { clock, confidenceText, counted, distanceText, percent, tidy, timeSpan } from "../src/text";

describe("numbers and times", () => {
  it("writes clock times rounded down, with tenths if asked for", () => {
    expect(clock(3725.96)).toBe("01:02:05");
    expect(clock(3725.96, true)).toBe("01:02:05.9");
    expect(clock(2.9999999)).toBe("00:00:03"); // stored a hair below its second
    expect(clock(-1)).toBe("00:00:00");
    expect(clock(Number.NaN)).toBe("--:--:--");
    expect(clock(360_000)).toBe("100:00:00");
    expect(timeSpan(0, 61)).toBe("00:00:00–00:01:01");
  });

  it("writes numbers without needless zeros", () => {
    expect(tidy(1234.5)).toBe("1,234.5");
    expect(tidy(0.123456, 4)).toBe("0.1235");
    expect(tidy(Number.NaN)).toBe("–");
  });

  it("writes distances with decimals to suit their size", () => {
    expect([0.25, 2.5, 250, 1250, Number.POSITIVE_INFINITY].map(distanceText))
      .toEqual(["0.2500", "2.50", "250.0", "1,250.0", "–"]);
  });

  it("never claims a confidence of 100 %", () => {
    expect([0, 0.567, 0.999, 1].map(confidenceText))
      .toEqual(["0\u00a0%", "56\u00a0%", "99\u00a0%", "99\u00a0%"]);
  });

  it("breaks no line before a percent sign", () => {
    expect([0, 0.5, 1].map(percent)).toEqual(["0\u00a0%", "50\u00a0%", "100\u00a0%"]);
  });

  it("gives a count its noun", () => {
    expect(counted(1, "sequence", "sequences")).toBe("1 sequence");
    expect(counted(10_000, "sequence", "sequences")).toBe("10,000 sequences");
  });
});
