// Made by `python -m vrd.widgets.generate_names`: do not edit.
// The sources are names.py, requests_of_page.py and answers.py in vrd/widgets.

export type WidgetName = "review" | "limits" | "pairs";

export const VERDICTS = [
  {
    "name": "match",
    "sign": "✓",
    "label": "Match",
    "long_label": "Match"
  },
  {
    "name": "not a match",
    "sign": "✕",
    "label": "Not a match",
    "long_label": "Not a match"
  },
  {
    "name": "unsure",
    "sign": "?",
    "label": "Unsure",
    "long_label": "Unsure"
  },
  {
    "name": "same scene",
    "sign": "≈",
    "label": "Same scene",
    "long_label": "Same scene, another take"
  }
] as const;
export type Verdict = (typeof VERDICTS)[number]["name"];

export const TASKS = {
  "next": "Go to the next sequence",
  "previous": "Go to the previous sequence",
  "match": "Judge: match",
  "not a match": "Judge: not a match",
  "unsure": "Judge: unsure",
  "same scene": "Judge: same scene, another take",
  "note": "Write a note (Ctrl+Enter saves it, Escape discards it)",
  "undo": "Undo the last judgement",
  "redo": "Restore the judgement undone last",
  "exclude": "Never show this again (you first see what would be excluded)",
  "open": "Look closer at the sequence",
  "close": "Go back to the list",
  "play": "Play or pause both films",
  "step forward": "Go one frame forward",
  "step back": "Go one frame back",
  "loop": "Repeat the sequence, or play on after it",
  "slower": "Play slower",
  "faster": "Play faster",
  "blink": "Blink: show both films in turn at the same place",
  "difference": "Difference: equal parts of the pictures turn black",
  "mirror": "Mirror film B",
  "sound": "Play the sound of film A, of film B, or none",
  "next page": "Go to the next page of the list",
  "previous page": "Go to the previous page of the list",
  "help": "Show or hide this help"
} as const;
export type Task = keyof typeof TASKS;

export const SEQUENCE_COLUMNS = [
  "query_film",
  "reference_film",
  "query_start",
  "query_end",
  "reference_start",
  "reference_end",
  "distance",
  "matched",
  "rows",
  "score",
  "speed",
  "confidence",
  "mirrored",
  "footage",
  "films",
  "query_region",
  "reference_region"
] as const;

export const REGION_NAMES = [
  "",
  "upper left corner",
  "upper right corner",
  "lower left corner",
  "lower right corner",
  "centre"
] as const;
export type SequenceColumn = (typeof SEQUENCE_COLUMNS)[number];

export const MAX_NOTE_CHARS = 2000;

export interface Film {
  name: string;
  path: string;
  link: string;
}

export interface StillPair {
  films: [string, string];
  times: [number, number];
  text: string;
}

export interface StillPairGroup {
  title: string;
  if_none: string;
  pairs: StillPair[];
}

export interface Ready {
  kind: "ready";
  view?: string | null;
}

export interface AskStills {
  kind: "stills";
  view?: string | null;
  items: number[];
}

export interface AskClips {
  kind: "clips";
  view?: string | null;
  request?: string | null;
  item?: number | null;
  part?: number;
  next?: number | null;
}

export interface Judge {
  kind: "judge";
  view?: string | null;
  item: number;
  verdict: string;
}

export interface WriteNote {
  kind: "note";
  view?: string | null;
  item: number;
  note: string;
}

export interface Undo {
  kind: "undo";
  view?: string | null;
}

export interface Redo {
  kind: "redo";
  view?: string | null;
}

export interface Propose {
  kind: "propose";
  view?: string | null;
  request?: string | null;
  item: number;
  side: 0 | 1;
  moment?: number | null;
}

export interface Exclude {
  kind: "exclude";
  view?: string | null;
  request?: string | null;
}

export interface Include {
  kind: "include";
  view?: string | null;
  request?: string | null;
}

export interface SequencesTable {
  kind: "table";
  view?: string | null;
  size: number;
  films: Film[];
  part_seconds: number;
  verdicts: number[];
  notes: [number, string][];
  can_judge: boolean;
  why_not: string;
  can_exclude: boolean;
  can_play: boolean;
  reviewer: string;
}

export interface Stills {
  kind: "stills";
  view?: string | null;
  item: number;
  pairs: [number, number, number | null][];
}

export interface Clips {
  kind: "clips";
  view?: string | null;
  request: string;
  ratio: number;
  length: number;
  start: number;
  end: number;
  starts: [number, number];
  rate: number;
}

export interface NoClips {
  kind: "no clips";
  view?: string | null;
  request: string;
  message: string;
}

export interface Judged {
  kind: "judged";
  view?: string | null;
  judgements: [number, string, string][];
  item: number | null;
  text?: string;
  asked_by?: string | null;
}

export interface Proposed {
  kind: "proposed";
  view?: string | null;
  request: string | null;
  text: string;
}

export interface Excluded {
  kind: "excluded";
  view?: string | null;
  request: string | null;
  text: string;
  can_undo: boolean;
}

export interface Failed {
  kind: "failed";
  view?: string | null;
  request_kind: string;
  message: string;
}

export interface StillPairs {
  kind: "pairs";
  view?: string | null;
  groups: StillPairGroup[];
}

export interface Stale {
  kind: "stale";
  view?: string | null;
}

export type Request =
  | Ready
  | AskStills
  | AskClips
  | Judge
  | WriteNote
  | Undo
  | Redo
  | Propose
  | Exclude
  | Include;

export type Answer =
  | SequencesTable
  | Stills
  | Clips
  | NoClips
  | Judged
  | Proposed
  | Excluded
  | Failed
  | StillPairs
  | Stale;
