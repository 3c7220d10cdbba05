import { fresh, make } from "./dom.js";

function given(form) {
  return [...form.querySelectorAll(".field:not(:first-of-type), .fold .field")].filter((field) => (
    [...field.querySelectorAll("input, select")].some((control) => (
      control.type === "checkbox" || control.type === "radio" ? control.checked && control.value : control.name && control.value
    ))
  )).length;
}

/** On a phone the conditions would push the list off the screen: only the first stays, the rest opens on demand. */
function fold(form) {
  const actions = form.querySelector(".condition-actions");
  const fields = form.querySelectorAll(":scope > .field, :scope > .fold");
  if (!actions || fields.length < 2) return;
  const button = make("button", { type: "button", class: "button only-phone", "aria-expanded": "false" });
  const show = (folded) => {
    const count = given(form);
    form.classList.toggle("folded", folded);
    button.setAttribute("aria-expanded", String(!folded));
    button.textContent = folded ? `更多条件${count ? `（已填${count}项）` : ""}` : "收起条件";
  };
  button.addEventListener("click", () => show(!form.classList.contains("folded")));
  actions.append(button);
  show(true);
}

export function start(root) {
  fresh(root, "form.conditions", "anlanConditions").forEach(fold);
}
