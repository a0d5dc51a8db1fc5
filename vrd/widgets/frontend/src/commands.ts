// What the commands of a review do.

import type { CloserLook } from "./closer_look";
import { VERDICTS } from "./generated";
import type { Command } from "./keys";
import type { Player } from "./player";
import type { ReviewHead } from "./review_head";
import type { Actions, ReviewState } from "./review_state";

/** What commands act on: a review. */
interface Commanded extends Actions {
  readonly state: ReviewState;
  readonly head: ReviewHead;
  readonly look: CloserLook;
  readonly looking: boolean;
  close(): void;
  writeIntoNote(): void;
  exclude(): void;
}
type Commands = Partial<Record<Command, () => void>>;

/** Do what a key or a button of a review asks for. */
export function runCommand(review: Commanded, command: Command): void {
  const verdict = VERDICTS.find(({ name }) => name === command);
  if (verdict) {
    review.judge(verdict.name);
    return;
  }
  const act = commandsOfReview(review)[command]
    ?? (review.looking ? commandsOfPlayer(review.look.player)[command] : undefined);
  act?.();
}

function commandsOfReview(review: Commanded): Commands {
  const { head, look, state } = review;
  const { cursor, wire } = state;
  return {
    "next": () => review.go(cursor.position + 1),
    "previous": () => review.go(cursor.position - 1),
    "next page": () => review.turn(1),
    "previous page": () => review.turn(-1),
    "undo": () => { if (state.mayJudge()) wire.send({ kind: "undo" }); },
    "redo": () => { if (state.mayJudge()) wire.send({ kind: "redo" }); },
    "open": () => { if (!review.looking) review.open(cursor.position); },
    "close": () => (head.isHelping ? head.toggleHelp() : review.close()),
    "help": () => head.toggleHelp(),
    "note": () => review.writeIntoNote(),
    "exclude": () => review.exclude(),
    "play": () => (review.looking ? look.player.toggle() : review.open(cursor.position)),
  };
}

function commandsOfPlayer(player: Player): Commands {
  return {
    "step forward": () => player.step(1),
    "step back": () => player.step(-1),
    "loop": () => player.setLooping(!player.looping),
    "slower": () => player.faster(-1),
    "faster": () => player.faster(1),
    "side by side": () => player.setView("side by side"),
    "blink": () => player.setView("blink"),
    "difference": () => player.setView("difference"),
    "mirror": () => player.mirror(),
    "sound": () => player.nextSound(),
  };
}
