const PARTS = { review: Review, limits: Limits, pairs: Pairs };

export default {
  render({ model, el }) {
    const root = document.createElement("div");
    root.className = "vrd-part";
    el.append(root);
    const part = new PARTS[model.get("part")](model, root);
    return () => part.end();
  },
};
