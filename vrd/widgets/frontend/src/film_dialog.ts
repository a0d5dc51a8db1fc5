// The whole film, from the notebook's server. It is shown within this page, since Jupyter refuses
// films to any other page, also to a new tab that holds nothing else.

import { build, button, filmName } from "./dom";
import type { Film } from "./generated";
import { clock } from "./text";

/** Show a film at a time in seconds. */
export function openFilm(root: HTMLElement, film: Film, seconds: number): void {
  const message = build("p", { class: "vrd-facts" });
  const video = build("video", { controls: true, src: `${film.link}#t=${seconds.toFixed(1)}`,
    onerror: () => {
      video.hidden = true;
      message.textContent = `This browser cannot play ${film.name}. Open ${film.path} in another `
        + `program; the sequence is at ${clock(seconds)}.`;
    } });
  const dialog = build("dialog", { class: "vrd-film", "aria-label": film.name,
    onkeydown: (event: Event) => event.stopPropagation(),
    onclose: () => { video.removeAttribute("src"); video.load(); dialog.remove(); } },
  build("div", { class: "vrd-bar" }, filmName(film.name), build("span", { class: "vrd-gap" }),
    button("Close", () => dialog.close())), video, message);
  root.append(dialog);
  dialog.showModal();
}
