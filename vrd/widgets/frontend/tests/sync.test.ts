import { describe, expect, it } from "vitest";
import {
  SPEEDS, correction, followingRate, isAtEnd, nextSpeed, steppedTime, timeInClip,
} from "../src/sync";

describe("two films in step", () => {
  it("plays the second at the ratio, within what browsers can do", () => {
    expect(followingRate(1, 1.04)).toBe(1.04);
    expect(followingRate(2, 12)).toBe(16);
    expect(followingRate(0.5, 0.01)).toBe(0.0625);
  });

  it("leaves a small drift, nudges a larger one, and sets anew what is far off", () => {
    expect(correction(0.005, 1, 1)).toEqual({ rate: 1, setAnew: false });
    const ahead = correction(0.1, 1, 1);
    expect(ahead.rate).toBeCloseTo(0.8);
    expect(ahead.setAnew).toBe(false);
    expect(correction(-0.1, 1, 1).rate).toBeCloseTo(1.2);
    const far = correction(5, 1, 1);
    expect(far.rate).toBeCloseTo(0.7);
    expect(far.setAnew).toBe(true);
  });

  it("stays within the clip, half a frame before its end", () => {
    expect(timeInClip(-1, 10, 25)).toBe(0);
    expect(timeInClip(5, 10, 25)).toBe(5);
    expect(timeInClip(99, 10, 25)).toBeCloseTo(9.98);
    expect(timeInClip(99, 0, 25)).toBe(0);
  });

  it("steps to the middle of a frame", () => {
    expect(steppedTime(0, 1, 25)).toBeCloseTo(0.06);
    expect(steppedTime(0.06, -1, 25)).toBeCloseTo(0.02);
    expect(steppedTime(0.999999, 0, 25)).toBeCloseTo(1.02); // a hair below a frame's beginning
  });

  it("goes through the speeds, and no further", () => {
    expect(nextSpeed(1, 1)).toBe(1.5);
    expect(nextSpeed(1, -1)).toBe(0.75);
    expect(nextSpeed(SPEEDS[0], -1)).toBe(SPEEDS[0]);
    expect(nextSpeed(2, 1)).toBe(2);
  });

  it("knows when it is at the end", () => {
    expect(isAtEnd(9, 10, 25)).toBe(false);
    expect(isAtEnd(9.95, 10, 25)).toBe(true);
  });
});
