import { fresh } from "./dom.js";

function valuesOf(form, name, near) {
  const row = near.closest("tr");
  const end = `-${name}`;
  const all = [...(form ?? document).querySelectorAll("input, select, textarea")];
  const inRow = row ? all.filter((one) => row.contains(one) && one.name.endsWith(end)) : [];
  return (inRow.length ? inRow : all.filter((one) => one.name === name))
    .filter((one) => !one.disabled && ((one.type !== "radio" && one.type !== "checkbox") || one.checked))
    .map((one) => one.value);
}

/** A control may be off for several reasons at once; it wakes only when the last is gone. */
function toggle(control, yes, reason) {
  const reasons = new Set((control.dataset.off ?? "").split(" ").filter(Boolean));
  if (!reasons.size && control.disabled && !yes) reasons.add("own");
  if (yes) reasons.delete(reason);
  else reasons.add(reason);
  if (reasons.size) control.dataset.off = [...reasons].join(" ");
  else delete control.dataset.off;
  control.disabled = reasons.size > 0;
}

/** The selects of an area post nothing and wake with their options, so only their hidden input is switched. */
function controlsOf(part) {
  return [...part.querySelectorAll("input, select:not([data-level]), textarea, button")];
}

function settle(form) {
  const parts = [...form.querySelectorAll("[data-shown-when]")];
  // A part may hang on a field inside another part, so twice round settles a chain of two.
  for (let round = 0; round < 2; round += 1) {
    parts.forEach((part) => {
      const [name, list] = part.dataset.shownWhen.split("=");
      const wanted = list.split("|").map((one) => one.toLowerCase());
      const shown = valuesOf(form, name, part).some((value) => wanted.includes(value.toLowerCase()));
      part.hidden = !shown;
      controlsOf(part).forEach((control) => toggle(control, shown, "hidden"));
      part.dataset.settled = "yes";
    });
  }
  const cards = new Set(parts.map((part) => part.closest("section.card")).filter(Boolean));
  cards.forEach((card) => {
    card.hidden = [...card.querySelectorAll(".field")].every((field) => field.hidden);
  });
}

function unknowns(box) {
  const field = box.closest(".field");
  const apply = () => {
    field.classList.toggle("is-unknown", box.checked);
    field.querySelector("[data-area]")?.toggleAttribute("inert", box.checked);
    controlsOf(field).filter((control) => control !== box).forEach((control) => toggle(control, !box.checked, "unknown"));
  };
  box.addEventListener("change", apply);
  apply();
}

export function start(root) {
  fresh(root, "[data-unknown]", "anlanUnknown").forEach(unknowns);
  const parts = fresh(root, "[data-shown-when]", "anlanShown");
  const forms = new Set(parts.map((part) => part.closest("form") ?? document.body));
  forms.forEach((form) => {
    settle(form);
    if (form.anlanConditional) return;
    form.anlanConditional = true;
    form.addEventListener("change", () => settle(form));
  });
}
