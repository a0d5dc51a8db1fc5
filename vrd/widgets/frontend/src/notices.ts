// What a review tells its user, beside what it shows.

import { build } from "./dom";

/** Milliseconds for which a passing notice is shown. */
const PASSING_MS = 4000;

export class Notices {
  /** Read aloud by screen readers, and not seen. */
  readonly live = build("div", { class: "vrd-hidden", role: "status", "aria-live": "polite" });
  readonly alert = build("p", { class: "vrd-alert", role: "alert", hidden: true });
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Let screen readers say a text. */
  say(text: string): void {
    this.live.textContent = text;
  }

  /** Show what went wrong, until something else is shown; an empty text shows nothing. */
  warn(text: string): void {
    this.show(text, false);
  }

  /** Show a text for a few seconds. */
  flash(text: string): void {
    this.show(text, true);
    this.timer = setTimeout(() => this.warn(""), PASSING_MS);
  }

  /** Copy a text, or show it where the page may not use the clipboard, to be copied by hand. */
  async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.flash(`Copied: ${text}`);
    } catch {
      this.warn(text);
    }
  }

  private show(text: string, passing: boolean): void {
    clearTimeout(this.timer);
    this.alert.textContent = text;
    this.alert.hidden = !text;
    this.alert.classList.toggle("vrd-passing", passing);
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
