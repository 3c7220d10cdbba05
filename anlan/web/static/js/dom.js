const loaded = new Map();

export function csrf() {
  return document.querySelector("meta[name=csrf]")?.content
    || document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";
}

/** Elements under root (root included) that match and were not set up before under this mark. */
export function fresh(root, selector, mark) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches?.(selector)) found.unshift(root);
  return found.filter((element) => {
    if (element[mark]) return false;
    element[mark] = true;
    return true;
  });
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function loadScript(address) {
  if (!loaded.has(address)) {
    loaded.set(address, new Promise((resolve, reject) => {
      const script = make("script", { src: address });
      script.onload = resolve;
      script.onerror = () => {
        loaded.delete(address);
        script.remove();
        reject(new Error(address));
      };
      document.head.append(script);
    }));
  }
  return loaded.get(address);
}

export async function getJson(address, signal) {
  const response = await fetch(address, { signal, credentials: "same-origin", headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

export function changed(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
  element.dispatchEvent(new Event("change", { bubbles: true }));
}

export function later(wait, action) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(action, wait, ...values);
  };
}

/** A short sentence at the corner; with an action it stays until it is answered. */
export function toast(text, { tone = "", action = null, label = "" } = {}) {
  const box = make("div", { class: `toast ${tone && `toast-${tone}`}` }, make("p", {}, text));
  if (action) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", () => {
      box.remove();
      action();
    });
    box.append(button);
  }
  document.getElementById("toasts")?.append(box);
  setTimeout(() => box.remove(), action || tone === "error" ? 15000 : 5000);
  return box;
}
