import { follow } from "../live.js";
import { show, silence } from "./now.js";

const AGAIN_EVERY = 30000;
const SOUND = "anlan-wall-sound";
const followed = new Set();
let asked = 0;
let waiting = null;

function cards() {
  return [...document.querySelectorAll("#wall [data-device]")];
}

function tell(device, data) {
  if (!data) {
    again();
    return;
  }
  const card = document.querySelector(`#wall [data-device="${device}"]`);
  if (card) show(card, data);
}

function follow_cards() {
  for (const card of cards()) {
    const { device } = card.dataset;
    if (followed.has(device)) continue;
    followed.add(device);
    follow(`device:${device}`, (data) => tell(device, data));
  }
}

/** Counts and order of the wall, in place; at most once a second however many lines ask for it. */
function again(wait = 1000) {
  if (waiting) return;
  waiting = setTimeout(async () => {
    waiting = null;
    if (document.visibilityState !== "visible" || Date.now() - asked < wait) return;
    asked = Date.now();
    const before = new Set(alarms());
    await window.htmx.ajax("GET", location.search || "?", { target: "#wall", select: "#wall", swap: "outerHTML" });
    follow_cards();
    if (alarms().some((one) => !before.has(one))) beep();
  }, wait);
}

function alarms() {
  return cards().filter((card) => card.dataset.standing === "0").map((card) => card.dataset.device);
}

let audio = null;

/** Two short tones; browsers let pages sound only after somebody has clicked there. */
function beep() {
  if (!audio || audio.state !== "running") return;
  [0, 0.28].forEach((after) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = 880;
    volume.gain.setValueAtTime(0.25, audio.currentTime + after);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + after + 0.22);
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + after);
    tone.stop(audio.currentTime + after + 0.24);
  });
  document.body.dataset.sounded = String(Number(document.body.dataset.sounded ?? 0) + 1);
}

function sound(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("span").textContent = on ? "报警声音：开" : "报警声音：关";
  button.querySelector("use")?.setAttribute("href", button.querySelector("use").getAttribute("href").replace(/#.*/, on ? "#volume" : "#volume-off"));
  if (on) {
    audio ??= new AudioContext();
    audio.resume().then(beep);
  } else {
    audio?.suspend();
  }
}

const button = document.querySelector("[data-wall-sound]");
button?.addEventListener("click", () => {
  const on = button.getAttribute("aria-pressed") !== "true";
  localStorage.setItem(SOUND, on ? "1" : "");
  sound(button, on);
});
if (button && localStorage.getItem(SOUND)) {
  button.querySelector("span").textContent = "点一下打开报警声音";
}

follow_cards();
const also = document.getElementById("wall").dataset.also;
if (also) follow(also, () => again());
setInterval(() => cards().forEach(silence), 5000);
setInterval(() => again(0), AGAIN_EVERY);
