const QUIET = "anlan-none-quiet";

function itemOf(element) {
  return element?.closest?.(".check-item") ?? null;
}

function quiet() {
  return sessionStorage.getItem(QUIET) === "yes";
}

function clickThrough(button) {
  button.anlanSaidNone = true;
  button.click();
}

/** Before htmx sees the click: 无此隐患 is recorded only after 确定, or without it once the person asked for that. */
function askFirst(event) {
  const button = event.target.closest?.("[data-none]");
  if (!button || button.disabled) return;
  if (button.anlanSaidNone || quiet()) {
    button.anlanSaidNone = false;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = document.getElementById("none-dialog");
  dialog.anlanButton = button;
  dialog.showModal();
  dialog.querySelector("[data-none-yes]").focus();
}

/** Before the question is asked: a signature without a name would be refused only after 确定. */
function signFirst(event) {
  const button = event.target.closest?.("[data-signed]");
  const control = button?.form.elements.signed_by;
  if (!control) return;
  const missing = !control.value.trim();
  const error = document.getElementById(control.getAttribute("aria-describedby"));
  error.textContent = missing ? button.dataset.signed : "";
  error.hidden = !missing;
  if (!missing) {
    control.removeAttribute("aria-invalid");
    return;
  }
  control.setAttribute("aria-invalid", "true");
  event.preventDefault();
  event.stopImmediatePropagation();
  control.focus();
}

function answerDialog(event) {
  const dialog = document.getElementById("none-dialog");
  if (event.target.closest?.("[data-none-no]")) dialog.close();
  if (!event.target.closest?.("[data-none-yes]")) return;
  if (document.getElementById("none-quiet").checked) sessionStorage.setItem(QUIET, "yes");
  dialog.close();
  clickThrough(dialog.anlanButton);
}

function fillPhrase(event) {
  const button = event.target.closest?.("[data-phrase]");
  if (!button) return;
  const control = document.getElementById(button.dataset.phraseFor);
  if (!control) return;
  control.value = control.value ? `${control.value}；${button.dataset.phrase}` : button.dataset.phrase;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.focus();
}

function bring(element) {
  if (!element) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

/** The next item nobody has answered, after this one; then what ends the class; then the next class; then the name. */
function goOn(from) {
  const items = [...document.querySelectorAll(".check-item")];
  const ahead = items.slice(items.indexOf(from) + 1);
  const next = ahead.find((item) => !item.dataset.answered) ?? items.find((item) => !item.dataset.answered);
  bring(next?.querySelector("[data-none]") ?? document.querySelector("[data-next-class]") ?? document.getElementById("checker"));
}

let lastItem = "";

function keys(event) {
  const item = itemOf(event.target);
  if (!item || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input:not([type=hidden]), textarea")) return;
  item.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
}

function settled(event) {
  if (event.target.id === "finding-body" || event.detail.target?.id === "finding-body") {
    const dialog = document.getElementById("finding");
    if (!dialog.open) dialog.showModal();
  }
}

function tickAll(event) {
  if (!event.target.matches("[data-all]")) return;
  const all = document.querySelector("[data-tick-all]");
  all.checked = event.target.checked;
  all.dispatchEvent(new Event("change", { bubbles: true }));
}

/** On a phone the directory would push the items out of sight. */
function foldDirectory() {
  const folded = document.querySelector(".directory");
  if (folded && matchMedia("(max-width: 820px)").matches) folded.open = false;
}

foldDirectory();
document.addEventListener("click", askFirst, true);
// At the window, so that it comes before the question, which listens at the document.
window.addEventListener("click", signFirst, true);
document.addEventListener("change", tickAll);
document.addEventListener("click", answerDialog);
document.addEventListener("click", fillPhrase);
document.addEventListener("keydown", keys);
document.addEventListener("htmx:afterSwap", settled);
document.addEventListener("htmx:beforeRequest", (event) => {
  const target = event.detail.target;
  if (target?.matches?.(".check-item")) lastItem = target.id;
});
document.addEventListener("selfcheck-answered", () => {
  document.getElementById("finding").close();
  // The new row stands only after the swap that follows this event.
  document.addEventListener("htmx:afterSettle", () => goOn(document.getElementById(lastItem)), { once: true });
});
document.addEventListener("selfcheck-taken-back", () => {
  document.addEventListener("htmx:afterSettle", () => bring(document.querySelector(`#${CSS.escape(lastItem)} [data-none]`)), { once: true });
});
document.addEventListener("selfcheck-class-answered", () => {
  document.addEventListener("htmx:afterSettle", () => goOn(null), { once: true });
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "walk" && event.target.id !== "walk") return;
  foldDirectory();
  document.getElementById("items-title")?.focus({ preventScroll: true });
  document.getElementById("items")?.scrollIntoView({ block: "start" });
});
