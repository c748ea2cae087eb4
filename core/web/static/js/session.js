// Warns before a session ends for want of work. The end itself is the server's, with or without this file.
"use strict";
(() => {
  const box = document.querySelector("[data-session]");
  if (!box) return;
  const WARN = 120, TYPING = 60;  // seconds: warned before the end; typing is told to the server so often
  const SAID = [120, 60, 30];  // seconds before the end at which a screen reader hears it
  const words = box.querySelector("[data-session-words]"), form = box.querySelector("form");
  let until = 0, told = Date.now(), said = Infinity, timer = 0;

  const left = () => Math.round((until - Date.now()) / 1000);

  function set(seconds) {
    until = Date.now() + seconds * 1000;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(0, Math.min(seconds - WARN, 3600)) * 1000);
    if (seconds > WARN) hide();
  }

  async function ask(options) {
    const answer = await fetch("/session", { headers: { Accept: "application/json" }, redirect: "error", ...options });
    return (await answer.json()).left;
  }

  // Other tabs and typing may have moved the end: the server is asked before anything is said.
  async function look() {
    try { until = Date.now() + (await ask()) * 1000; } catch { if (left() < -5) return leave(); }
    if (left() > WARN) return set(left());
    if (left() <= 0) return leave();
    show();
    timer = setTimeout(look, left() > 20 ? 10000 : 1000);
  }

  function show() {
    const now = left(), step = SAID.find((limit) => now > limit - 11 && now <= limit) ?? (said === Infinity ? now : 0);
    form.hidden = false;
    box.classList.add("shown");
    if (!step || step >= said) return;
    said = step;
    words.textContent = box.dataset.warns.replace("{time}", time(now));
  }

  function time(seconds) {
    if (seconds <= 50) return box.dataset.seconds.replace("{n}", String(seconds));
    return seconds <= 80 ? box.dataset.minute : box.dataset.minutes.replace("{n}", String(Math.round(seconds / 60)));
  }

  function hide() {
    said = Infinity;
    words.textContent = "";
    form.hidden = true;
    box.classList.remove("shown");
  }

  async function stay() {
    told = Date.now();
    try { set(await ask({ method: "POST", body: new FormData(form) })); } catch { look(); }
  }

  function leave() {
    const here = window.location.pathname + window.location.search;
    window.location.assign(`/logga-in?slut=1&next=${encodeURIComponent(here)}`);
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); stay(); });
  document.addEventListener("input", () => { if (Date.now() - told > TYPING * 1000) stay(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && left() < WARN) look(); });
  set(Number(box.dataset.session));
})();
