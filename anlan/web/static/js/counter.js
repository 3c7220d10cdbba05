import { fresh } from "./dom.js";

/** As the server counts: characters, a line break being two once the form has been sent. */
function lengthOf(text) {
  return [...text.replace(/\r?\n/g, "\r\n")].length;
}

export function start(root) {
  fresh(root, "[data-counter-for]", "anlanCounter").forEach((counter) => {
    const area = document.getElementById(counter.dataset.counterFor);
    if (!area) return;
    const most = Number(counter.dataset.most);
    const show = () => {
      const length = lengthOf(area.value);
      const over = length - most;
      counter.textContent = over > 0 ? `${length} / ${most} 字，超出 ${over} 字，请删减` : `${length} / ${most} 字`;
      counter.classList.toggle("over", over > 0);
    };
    area.addEventListener("input", show);
    show();
  });
}
