const LABELS = { inbox: "待办", notices: "公告通知", reminders: "系统提醒" };

function counts() {
  return Object.fromEntries([...document.querySelectorAll("#badges [data-badge]")]
    .map((link) => [link.dataset.badge, Number(link.dataset.count) || 0]));
}

function say(text) {
  const live = document.getElementById("toasts");
  if (!live) return;
  const line = document.createElement("p");
  line.className = "visually-hidden";
  line.textContent = text;
  live.append(line);
  setTimeout(() => line.remove(), 4000);
}

/** The number in the tab's title lets somebody working elsewhere see that something came in. */
function title(plain) {
  const total = Object.values(counts()).reduce((sum, one) => sum + one, 0);
  document.title = total ? `(${total}) ${plain}` : plain;
}

export function listen() {
  const badges = document.getElementById("badges");
  if (!badges) return;
  const plain = document.title.replace(/^\(\d+\) /, "");
  let before = counts();
  title(plain);
  badges.addEventListener("htmx:afterSwap", () => {
    const now = counts();
    const grown = Object.keys(now).filter((key) => now[key] > (before[key] ?? 0));
    if (grown.length) say(`有新的${grown.map((key) => LABELS[key] ?? key).join("、")}`);
    before = now;
    title(plain);
  });
}
