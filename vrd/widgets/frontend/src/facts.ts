// What is known of a sequence, in a few words.

import { build } from "./dom";
import { REGION_NAMES } from "./generated";
import type { Sequence } from "./sequences";
import { clock, confidenceText, distanceText, tidy } from "./text";

/** A fact, and a sentence that explains it. */
interface Fact {
  text: string;
  help: string;
}

/** Return the facts of a sequence. */
export function facts(sequence: Sequence): Fact[] {
  const { rows, speed, confidence, score, films } = sequence;
  const lag = sequence.reference_start - sequence.query_start;
  const differing = Math.round(rows - sequence.matched);
  const listed: (Fact | false)[] = [
    { text: `${tidy(sequence.seconds)} s`, help: "The length of the longer stretch" },
    { text: `lag ${lag < 0 ? "−" : "+"}${clock(Math.abs(lag))}`,
      help: "How much later the stretch begins in the second film than in the first" },
    { text: `distance ${distanceText(sequence.distance)}`,
      help: "How far apart the pictures are: 0 is equal" },
    { text: differing ? `${differing} of ${rows} frames differ` : "every frame matches",
      help: "Frames that are farther apart than the limit of the search" },
    Number.isFinite(score) && { text: `evidence ${tidy(score)} s`,
      help: "As convincing as so many seconds of perfect match" },
    Math.abs(speed - 1) > 0.005 && { text: `speed × ${tidy(speed)}`,
      help: "Seconds of the second film for each second of the first" },
    Number.isFinite(confidence) && { text: `confidence ${confidenceText(confidence)}`,
      help: "How sure VRD is that this is no coincidence" },
    Boolean(sequence.query_region) && {
      text: `in the ${REGION_NAMES[sequence.query_region]} of the first film`,
      help: "This part of the first film's picture shows the whole picture of the second film" },
    Boolean(sequence.reference_region) && {
      text: `in the ${REGION_NAMES[sequence.reference_region]} of the second film`,
      help: "This part of the second film's picture shows the whole picture of the first film" },
    films > 2 && { text: `in ${films} films`, help: "So many films show this footage" },
    Boolean(sequence.mirrored) && { text: "mirrored",
      help: "Left and right are exchanged in one of the films" },
  ];
  return listed.filter((fact) => fact !== false);
}

/** Fill a place with facts, which break between lines and never within. The style sheet draws the
 * dots between them. */
export function fillFacts(place: HTMLElement, sequence: Sequence): void {
  place.replaceChildren(...facts(sequence).flatMap(({ text, help }) =>
    [build("span", { text, title: help }), " "]));
}

/** Return a line of facts. */
export function factsLine(sequence: Sequence): HTMLElement {
  const line = build("p", { class: "vrd-facts" });
  fillFacts(line, sequence);
  return line;
}

/** Return a short name of a sequence for screen readers. */
export const spokenName = (sequence: Sequence): string =>
  `${sequence.query.name} from ${clock(sequence.query_start)}, and ${sequence.reference.name} from `
  + `${clock(sequence.reference_start)}, ${tidy(sequence.seconds, 1)} seconds`;
