// Which sequence of a list is the current one, and which page it is on.

const pageOf = (position: number, pageSize: number): number => Math.floor(position / pageSize);

export class Cursor {
  /** The items that are shown, in order. */
  order: number[] = [];
  /** Where in the order the current item is. */
  position = 0;
  page = 0;

  constructor(private readonly pageSize: number) {}

  /** The current item; undefined where there is none. */
  get item(): number | undefined {
    return this.order[this.position];
  }

  /** The item after it; null where there is none. */
  get nextItem(): number | null {
    return this.order[this.position + 1] ?? null;
  }

  /** Where the page begins, and its items. */
  get pageStart(): number {
    return this.page * this.pageSize;
  }

  get pageItems(): number[] {
    return this.order.slice(this.pageStart, this.pageStart + this.pageSize);
  }

  /** Take another order; the current item stays if it is still there. */
  reorder(order: number[]): void {
    const { item } = this;
    this.order = order;
    this.moveTo(item === undefined ? 0 : Math.max(0, order.indexOf(item)));
  }

  /** Go to a position, or as near to it as there is one; return whether that is another position,
   * and whether it is on another page. */
  moveTo(target: number): { moved: boolean; turned: boolean } {
    const position = Math.max(0, Math.min(target, this.order.length - 1));
    const page = pageOf(position, this.pageSize);
    const change = { moved: position !== this.position, turned: page !== this.page };
    this.position = position;
    this.page = page;
    return change;
  }

  /** Return the position that begins a page so many pages on; null where there is none. */
  startOfPage(pages: number): number | null {
    const position = (this.page + pages) * this.pageSize;
    return position >= 0 && position < this.order.length ? position : null;
  }
}
