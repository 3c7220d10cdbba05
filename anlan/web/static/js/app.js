import { start as areas } from "./cascade.js";
import { start as pickers } from "./picker.js";
import { start as files } from "./files.js";
import { start as conditional } from "./conditional.js";
import { start as subtables } from "./subtable.js";
import { start as drafts } from "./draft.js";
import { start as charts } from "./charts.js";
import { start as ticks } from "./tick.js";
import { start as counters } from "./counter.js";
import { start as conditions } from "./conditions.js";
import { start as live } from "./live.js";
import { listen as dialogs } from "./dialogs.js";
import { listen as lightbox } from "./lightbox.js";
import { start as pagers, listen as inPlace } from "./inplace.js";
import { listen as reveal } from "./reveal.js";
import { listen as unfold } from "./unfold.js";
import { listen as badges } from "./badges.js";
import { listen as shell } from "./shell.js";
import { listen as requests } from "./requests.js";
import { listen as submitting } from "./submit.js";
import { listen as outbox } from "./outbox/page.js";

const starters = [areas, pickers, files, subtables, conditional, drafts, charts, ticks, counters, conditions, pagers, live];

export function boot(root) {
  starters.forEach((start) => start(root));
}

function focusFirstError(root) {
  const bad = root.querySelector("[aria-invalid='true'], [data-invalid='true']");
  if (!bad) {
    root.querySelector(".errors[tabindex]")?.focus();
    return;
  }
  const able = bad.matches("input, select, textarea, [tabindex]");
  const target = able && !bad.disabled ? bad : bad.querySelector("input:not([type=hidden]), select, textarea");
  (target ?? bad).focus({ preventScroll: true });
  bad.scrollIntoView({ block: "center" });
}

[dialogs, lightbox, badges, shell, requests, outbox, submitting, inPlace, reveal, unfold].forEach((listen) => listen());
boot(document);
focusFirstError(document);
document.dispatchEvent(new Event("anlan:ready"));

document.addEventListener("htmx:afterSwap", (event) => {
  const root = event.detail.elt?.isConnected ? event.detail.elt : event.detail.target;
  const scope = root?.isConnected ? root.parentElement ?? root : document;
  boot(scope);
  if (scope.querySelector("form.record")) focusFirstError(scope);
});
document.addEventListener("anlan:added", (event) => boot(event.target));
