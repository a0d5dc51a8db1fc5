// Wait for Python, and tell the user when that takes long.

/** Milliseconds after which the user is told that Python does not answer. */
const PATIENCE_MS = 4000;

export class Patience {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `lost` is called where nothing has ended the waiting in time. */
  constructor(private readonly lost: () => void) {}

  /** Wait from now on. */
  begin(): void {
    this.end();
    this.timer = setTimeout(this.lost, PATIENCE_MS);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
