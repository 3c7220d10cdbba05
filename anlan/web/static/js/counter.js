import { fresh } from "./dom.js";

export function start(root) {
  fresh(root, "[data-counter-for]", "anlanCounter").forEach((counter) => {
    const area = document.getElementById(counter.dataset.counterFor);
    if (!area) return;
    const show = () => {
      counter.textContent = `${area.value.length} / ${area.maxLength} 字`;
    };
    area.addEventListener("input", show);
    show();
  });
}
