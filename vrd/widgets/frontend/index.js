const PARTS = { review: Review, limits: Limits, pairs: Pairs };

// JupyterLab's shortcuts rest while anything of the same output has the focus: the sliders and
// tabs beside a part are not its own, and single keys pressed on them would delete and add cells.
function keepOutput(root) {
  let output = null;
  const stop = (event) => {
    const command = event.ctrlKey || event.metaKey; // saving the notebook is no harm, running is
    if (!command || event.key === "Enter") event.stopPropagation();
  };
  const seen = new ResizeObserver(() => { // the first moment at which it surely is in the page
    output ??= root.closest(".jp-OutputArea-output");
    output?.addEventListener("keydown", stop);
  });
  seen.observe(root);
  return () => { seen.disconnect(); output?.removeEventListener("keydown", stop); };
}

export default {
  render({ model, el }) {
    const root = document.createElement("div");
    root.className = "vrd-part";
    el.append(root);
    if (!hasKernel(model) && model.get("saved")) {
      showSaved(model, root);
      return () => {};
    }
    const part = new PARTS[model.get("part")](model, root);
    const letGo = keepOutput(root);
    return () => { letGo(); part.end(); };
  },
};
