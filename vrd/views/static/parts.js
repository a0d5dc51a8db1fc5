const PARTS = { review: Review, limits: Limits, pairs: Pairs };

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
    return () => part.end();
  },
};
