// Keep key presses from JupyterLab, whose own shortcuts would delete, add and change cells.

type End = () => void;

/** Keep the keys that are pressed within an element, and return what ends that. */
export function keepKeys(root: HTMLElement): End {
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const stop = (event: Event): void => event.stopPropagation();
  const kinds = ["keydown", "keypress", "keyup"];
  for (const kind of kinds) root.addEventListener(kind, stop);
  return () => kinds.forEach((kind) => root.removeEventListener(kind, stop));
}

/**
 * Keep the keys that are pressed anywhere in the output of the same cell, and return what ends that.
 * The sliders and tabs beside a widget are not its own, and single keys pressed on them would delete
 * and add cells.
 */
export function keepKeysOfOutput(root: HTMLElement): End {
  let output: HTMLElement | null = null;
  const stop = (event: KeyboardEvent): void => {
    const command = event.ctrlKey || event.metaKey; // saving the notebook is no harm, running is
    if (!command || event.key === "Enter") event.stopPropagation();
  };
  const seen = new ResizeObserver(() => { // the first moment at which it surely is in the page
    output ??= root.closest<HTMLElement>(".jp-OutputArea-output");
    output?.addEventListener("keydown", stop);
  });
  seen.observe(root);
  return () => { seen.disconnect(); output?.removeEventListener("keydown", stop); };
}
