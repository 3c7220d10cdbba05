import { make } from "./dom.js";

/** Asks; answers true only on 确定. Closing with Esc or a click beside it is a no. */
export function ask(text, { label = "确定", danger = false } = {}) {
  return new Promise((resolve) => {
    const yes = make("button", { class: `button primary${danger ? " danger" : ""}`, value: "yes" }, label);
    const no = make("button", { class: "button", value: "no" }, "取消");
    const body = make("p", { class: "dialog-body", id: "confirm-text" }, text);
    const form = make("form", { method: "dialog" }, body, make("div", { class: "dialog-foot" }, no, yes));
    const dialog = make("dialog", { class: "confirm", "aria-labelledby": "confirm-text" }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    (danger ? no : yes).focus();
  });
}

/** In the capture phase, so that neither htmx nor the form sees a click that was not confirmed. */
async function confirmFirst(event) {
  const button = event.target.closest?.("[data-confirm]");
  if (!button || button.disabled) return;
  if (button.anlanConfirmed) {
    button.anlanConfirmed = false;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const { confirm, confirmLabel, tone } = button.dataset;
  const danger = tone === "danger" || button.classList.contains("danger");
  if (!(await ask(confirm, { label: confirmLabel, danger }))) return;
  button.anlanConfirmed = true;
  button.click();
}

function openOrClose(event) {
  const opener = event.target.closest?.("[data-dialog-open]");
  if (opener) {
    const dialog = document.querySelector(opener.dataset.dialogOpen);
    if (dialog && !dialog.open) dialog.showModal();
  }
  event.target.closest?.("[data-dialog-close]")?.closest("dialog")?.close();
  const beside = event.target instanceof HTMLDialogElement && !event.target.querySelector("form") ? event.target : null;
  beside?.close();
  document.querySelectorAll("details.pop[open]").forEach((pop) => {
    if (!pop.contains(event.target)) pop.open = false;
  });
}

export function listen() {
  document.addEventListener("click", confirmFirst, true);
  document.addEventListener("click", openOrClose);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.pop[open]").forEach((pop) => {
      pop.open = false;
      pop.querySelector("summary").focus();
    });
  });
}
