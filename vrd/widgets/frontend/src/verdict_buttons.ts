// The buttons of the verdicts. The one given is pressed, and shows it in shape as well as in colour.

import { build, button, setPressed } from "./dom";
import { VERDICTS } from "./generated";
import { keyHint } from "./key_help";
import type { Actions, ReviewState } from "./review_state";

export class VerdictButtons {
  readonly root: HTMLElement;
  private readonly buttons: HTMLButtonElement[];

  /** `position` is that in the list as it is shown; `long` writes long labels and keys. */
  constructor(
    private readonly state: ReviewState, actions: Actions,
    private readonly item: number, position: number, long: boolean,
  ) {
    this.buttons = VERDICTS.map((verdict) => {
      const judge = (event: UIEvent): void => {
        // A click leaves the focus on the button, where the space bar would press it again.
        if (event.detail) state.root.focus({ preventScroll: true });
        actions.judge(verdict.name, position);
      };
      const sign = build("span", { "aria-hidden": "true", class: "vrd-sign", text: verdict.sign });
      const label = build("span", { text: long ? verdict.long_label : verdict.label });
      return button([sign, label, long ? keyHint(state.keys, verdict.name) : null], judge, {
        class: "vrd-verdict", "data-verdict": verdict.name, title: verdict.long_label,
        "aria-keyshortcuts": state.keys.shortcut(verdict.name),
      });
    });
    this.root = build("div", { class: "vrd-verdicts", role: "group", "aria-label": "Verdict" },
      ...this.buttons);
    this.refresh();
  }

  /** Show the verdict that is given now. */
  refresh(): void {
    const { sequences, canJudge } = this.state;
    const given = sequences?.verdicts[this.item];
    for (const each of this.buttons) {
      setPressed(each, each.dataset.verdict === given);
      each.disabled = !canJudge;
      // Where nothing can be judged, only the given verdict is shown.
      each.hidden = !canJudge && each.dataset.verdict !== given;
    }
  }
}
