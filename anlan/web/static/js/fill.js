import { changed } from "./dom.js";

/** A button that writes its word into a box, in the place of what stood there. */
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-put]");
  const control = button && document.getElementById(button.dataset.putInto);
  if (!control) return;
  control.value = button.dataset.put;
  changed(control);
  control.focus();
});
