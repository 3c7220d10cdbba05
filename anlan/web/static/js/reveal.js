import { csrf, toast } from "./dom.js";

/** The masked value in full; the server notes who looked. */
async function reveal(button) {
  button.disabled = true;
  try {
    const response = await fetch(button.dataset.reveal, {
      method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
    });
    if (!response.ok) throw new Error(String(response.status));
    const { value } = await response.json();
    const shown = document.createElement("span");
    shown.className = "num";
    shown.textContent = value;
    const place = button.parentElement;
    place.replaceChildren(shown);
    shown.tabIndex = -1;
    shown.focus();
  } catch {
    button.disabled = false;
    toast("没有取到，请刷新页面再试；没有这项权限的请联系管理员", { tone: "error" });
  }
}

function fill(button) {
  const form = document.querySelector("main form");
  form.elements.username.value = button.dataset.fill;
  form.elements.password.value = button.dataset.password;
  (form.querySelector(".captcha input:not([type=hidden])") ?? form.elements.password).focus();
}

export function listen() {
  document.addEventListener("click", (event) => {
    const masked = event.target.closest?.("[data-reveal]");
    const account = event.target.closest?.("[data-fill]");
    if (masked) reveal(masked);
    if (account) fill(account);
  });
}
