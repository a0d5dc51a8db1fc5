// Keep two films in step: the arithmetic of it.
//
// The first film leads; the second follows along `second = ratio × first`. It plays at the same speed
// times the ratio. Where it drifts, its rate is nudged; where it is far off, it is set anew.
// Times are seconds from the start of the clip of the first film.

export const SPEEDS = [0.5, 0.75, 1, 1.5, 2];
/** Drift beyond which the second film is set anew, in seconds. */
const MAX_DRIFT_S = 0.15;
/** Drift below which nothing is done, in seconds. */
const MIN_DRIFT_S = 0.008;
/** Largest share by which the rate is nudged. */
const MAX_NUDGE = 0.3;
/** What browsers can play at. */
const MIN_RATE = 0.0625;
const MAX_RATE = 16;

const within = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

/** Return the rate at which the second film plays. */
export const followingRate = (speed: number, ratio: number): number =>
  within(speed * ratio, MIN_RATE, MAX_RATE);

/** Return the rate that makes up for a drift in seconds, and whether the film is to be set anew. */
export function correction(
  drift: number, speed: number, ratio: number,
): { rate: number; setAnew: boolean } {
  const nudge = Math.abs(drift) < MIN_DRIFT_S ? 0 : within(-2 * drift, -MAX_NUDGE, MAX_NUDGE);
  return {
    rate: within(speed * ratio * (1 + nudge), MIN_RATE, MAX_RATE),
    setAnew: Math.abs(drift) > MAX_DRIFT_S,
  };
}

/** Return a time at which there is a frame. */
export const timeInClip = (time: number, length: number, rate: number): number =>
  within(time, 0, Math.max(0, length - 0.5 / rate));

/** Return the middle of the frame so many frames on: rounding then never shows its neighbour. */
export const steppedTime = (time: number, frames: number, rate: number): number =>
  (Math.floor(time * rate + 1e-3) + frames + 0.5) / rate;

/** Return the next faster speed, or with a negative step a slower one. */
export const nextSpeed = (speed: number, steps: number): number =>
  SPEEDS[within(SPEEDS.indexOf(speed) + steps, 0, SPEEDS.length - 1)];

/** Return whether so little is left that playing begins anew. */
export const isAtEnd = (time: number, stop: number, rate: number): boolean =>
  time >= stop - 1.5 / rate;
