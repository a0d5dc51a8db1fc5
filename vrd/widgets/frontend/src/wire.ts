// Messages to and from Python.

import type { Answer, Request } from "./generated";

/** What anywidget gives to a widget: its synced values, and messages. */
export interface Model {
  get(name: string): any;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(content: unknown): void;
  on(name: string, act: (...given: any[]) => void): void;
  off(name: string, act: (...given: any[]) => void): void;
  widget_manager?: object;
}

export type Buffers = DataView[];
export type Handlers = {
  [Kind in Answer["kind"]]?: (answer: Extract<Answer, { kind: Kind }>, buffers: Buffers) => void;
};

/** Return a name that no other request of this page has. */
export const newName = (): string => Math.random().toString(36).slice(2);

/** Return whether a kernel can answer. A page that was exported has none, and never will. */
export const hasKernel = (model: Model): boolean =>
  !model.widget_manager || "kernel" in model.widget_manager;

/** The messages of one place in the page. */
export class Wire {
  readonly view = newName();

  constructor(private readonly model: Model) {}

  send(request: Request): void {
    this.model.send({ ...request, view: this.view });
  }

  /** Call a handler for each answer to this place or to all, and return what ends that. */
  listen(handlers: Handlers): () => void {
    const receive = (answer: Answer, buffers?: Buffers): void => {
      const forAll = answer.view === undefined || answer.view === null;
      if (!forAll && answer.view !== this.view) return;
      const act = handlers[answer.kind] as
        ((answer: Answer, buffers: Buffers) => void) | undefined;
      act?.(answer, buffers ?? []);
    };
    this.model.on("msg:custom", receive);
    return () => this.model.off("msg:custom", receive);
  }
}
