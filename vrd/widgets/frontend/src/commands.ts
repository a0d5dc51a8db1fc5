// What the commands of a review do.

import { VERDICTS } from "./generated";
import type { Command } from "./keys";
import type { Player } from "./player";
import type { Review } from "./review";

type Commands = Partial<Record<Command, () => void>>;

/** Do what a key or a button of a review asks for. */
export function runCommand(review: Review, command: Command): void {
  const verdict = VERDICTS.find(({ name }) => name === command);
  if (verdict) {
    review.judge(verdict.name);
    return;
  }
  const act = commandsOfReview(review)[command]
    ?? (review.looking ? commandsOfPlayer(review.look.player)[command] : undefined);
  act?.();
}

function commandsOfReview(review: Review): Commands {
  const { head, look, wire } = review;
  return {
    "next": () => review.go(review.cursor.position + 1),
    "previous": () => review.go(review.cursor.position - 1),
    "next page": () => review.turn(1),
    "previous page": () => review.turn(-1),
    "undo": () => { if (review.mayJudge()) wire.send({ kind: "undo" }); },
    "redo": () => { if (review.mayJudge()) wire.send({ kind: "redo" }); },
    "open": () => { if (!review.looking) review.open(review.cursor.position); },
    "close": () => (head.isHelping ? head.toggleHelp() : review.close()),
    "help": () => head.toggleHelp(),
    "note": () => review.writeIntoNote(),
    "exclude": () => review.exclude(),
    "play": () => (review.looking ? look.player.toggle() : review.open(review.cursor.position)),
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
