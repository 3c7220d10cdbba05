const BUTTONS = "button:not([type=button]):not([type=reset]), input[type=submit]";
const BY_HTMX = "[hx-post], [hx-put], [hx-patch], [hx-delete]";

function buttonsOf(form) {
  const outside = form.id ? [...document.querySelectorAll(`[form="${CSS.escape(form.id)}"]`)] : [];
  return [...form.querySelectorAll(BUTTONS), ...outside.filter((one) => one.matches(BUTTONS))];
}

function governed(form) {
  return form.getAttribute("method")?.toLowerCase() === "post" || form.matches(BY_HTMX);
}

export function release(form) {
  buttonsOf(form).filter((button) => button.anlanHeld).forEach((button) => {
    button.anlanHeld = false;
    button.disabled = false;
    button.removeAttribute("aria-busy");
  });
  form.anlanSent = false;
}

/** A button that turns a post into a get (导出选中) must not write the token into the address. */
function withoutToken(form) {
  const token = form.querySelector("input[name=csrfmiddlewaretoken]");
  if (!token) return;
  token.disabled = true;
  setTimeout(() => {
    token.disabled = false;
  });
}

function again(event) {
  if (!event.target.anlanSent) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** The buttons go grey only after the event: the browser reads the pressed one's name and value before that. */
function sent(event) {
  const form = event.target;
  if (event.submitter?.formMethod === "get") {
    withoutToken(form);
    return;
  }
  if (!governed(form) || (event.defaultPrevented && !form.matches(BY_HTMX))) return;
  form.anlanSent = true;
  setTimeout(() => {
    buttonsOf(form).filter((button) => !button.disabled).forEach((button) => {
      button.anlanHeld = true;
      button.disabled = true;
    });
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // A download or a new window leaves this page standing, so nothing else would wake its buttons.
  if (form.target === "_blank" || "download" in form.dataset) setTimeout(() => release(form), 3000);
}

export function listen() {
  window.addEventListener("submit", again, true);
  window.addEventListener("submit", sent);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt?.closest?.("form");
    if (form) release(form);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach(release);
  });
}
