// The histogram's arithmetic: from values to places in the picture and back.

export const FRAME = { height: 230, left: 64, right: 46, top: 26, bottom: 40 };
/** The lower edge of the bars. */
export const FLOOR = FRAME.height - FRAME.bottom;
const INSIDE = FLOOR - FRAME.top;
/** Steps in which a limit moves, from one end to the other. */
const STEPS = 1000;
/** How far keys move a limit, in thousandths of the whole. */
const KEY_STEPS: Record<string, number> = {
  ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -100, PageUp: 100,
};

/** Return round numbers between two ends, at most so many. */
export function ticks(low: number, high: number, most: number): number[] {
  const rough = (high - low) / most || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough) ?? 10 * power;
  const marks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high + step / 1e6; i += 1) {
    marks.push(Number((i * step).toPrecision(12)));
  }
  return marks;
}

/** Return the powers of ten up to a number. */
export const powersOfTen = (most: number): number[] =>
  [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].filter((power) => power <= most);

export class LimitScale {
  /** `high` is the value at the right end, `mostCount` the count of the highest bar. */
  constructor(readonly width: number, readonly high: number, private readonly mostCount: number) {}

  private get inside(): number {
    return this.width - FRAME.left - FRAME.right;
  }

  x(value: number): number {
    return FRAME.left + (value / this.high) * this.inside;
  }

  valueAt(x: number): number {
    return ((x - FRAME.left) / this.inside) * this.high;
  }

  /** Few near pairs beside many far ones: only a logarithm shows both. */
  y(count: number): number {
    return FLOOR - (INSIDE * Math.log10(1 + count)) / Math.log10(1 + Math.max(1, this.mostCount));
  }

  /** Return where a share from 0 to 1 is drawn. */
  yOfShare(share: number): number {
    return FLOOR - INSIDE * share;
  }

  /** Return the nearest value that a limit can have. */
  snapped(value: number): number {
    const step = this.high / STEPS;
    const inside = Math.min(Math.max(0, value), this.high);
    return Number((Math.round(inside / step) * step).toPrecision(4));
  }

  /** Return where a key moves a limit; null for other keys. */
  moved(value: number, key: string, shift: boolean): number | null {
    if (key === "Home") return 0;
    if (key === "End") return this.high;
    const steps = KEY_STEPS[key];
    return steps ? value + (steps * (shift ? 10 : 1) * this.high) / STEPS : null;
  }
}

/**
 * Return on which side of its limit a label is written: to the left where the right edge, or another
 * limit, would be in its way and there is room, else to the right.
 */
export function labelSide(
  x: number, others: number[], textWidth: number, width: number,
): "left" | "right" {
  const inTheWay = others.some((other) => other > x && other < x + textWidth);
  const beyond = x + textWidth > width;
  const roomLeft = x - textWidth > FRAME.left;
  return beyond || (inTheWay && roomLeft) ? "left" : "right";
}

/** Return the position of the value that is nearest to another. */
export function nearest(values: number[], value: number): number {
  const gaps = values.map((each) => Math.abs(each - value));
  return gaps.indexOf(Math.min(...gaps));
}
