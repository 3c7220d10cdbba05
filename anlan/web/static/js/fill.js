import { changed } from "./dom.js";

/** A button that writes its word into a box, in the place of what stood there. */
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fill]");
  const control = button && document.getElementById(button.dataset.fillFor);
  if (!control) return;
  control.value = button.dataset.fill;
  changed(control);
  control.focus();
});
