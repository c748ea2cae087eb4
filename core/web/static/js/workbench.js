// Speed for the keyboard. Every page works without this file; nothing here decides anything.
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const wide = window.matchMedia("(min-width: 1200px)");
  const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  const typing = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea, select");
  document.documentElement.classList.add("js");

  // --- the dialog: shows the sheet of a page that also stands on its own ---
  const dialog = $("#dialog");

  function openDialog(href) {
    if (!dialog) return;
    const source = { target: "#dialog-body", select: "[data-sheet]", swap: "innerHTML" };
    htmx.ajax("GET", href, source).then(() => {
      if (!$("[data-sheet]", dialog)) return window.location.assign(href);
      dialog.setAttribute("aria-label", $("h1", dialog)?.textContent ?? "");
      if (!dialog.open) dialog.showModal();
      const first = $("[autofocus], .input, button", dialog);
      first?.focus();
      if (first?.type === "text") first.setSelectionRange(first.value.length, first.value.length);
      begin(dialog);
    }).catch(() => window.location.assign(href));
  }

  dialog?.addEventListener("close", () => { $("#dialog-body").replaceChildren(); });
  dialog?.addEventListener("click", (event) => { if (event.target === dialog && !dirty(dialog)) dialog.close(); });

  function dirty(within) {
    return $$("textarea, input:not([type=hidden])", within).some((field) => field.value !== field.defaultValue && field.type !== "radio");
  }

  // --- the preview at >= 1200 px: the middle of the case page ---
  function preview(link) {
    $$("[data-row][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    link.closest(".row").classList.remove("unread");
    const source = { target: "#preview", select: "#case", swap: "innerHTML" };
    htmx.ajax("GET", link.href, source).then(() => {
      const number = $("#preview #case")?.dataset.number;
      if (!number || !link.href.includes(number)) return window.location.assign(link.href);
      begin($("#preview"));
    });
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a");
    if (link?.matches("[data-dialog]") && dialog) {
      event.preventDefault();
      openDialog(link.href);
    } else if (link?.matches("[data-close]") && dialog?.open) {
      event.preventDefault();
      dialog.close();
    } else if (link?.matches("[data-row]") && wide.matches && !link.hasAttribute("aria-current")) {
      event.preventDefault();
      preview(link);
    }
    $$("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // --- keys ---
  const rows = () => $$("[data-row]");

  function step(by) {
    const all = rows();
    const at = all.findIndex((row) => row === document.activeElement || row.hasAttribute("aria-current"));
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    if (next && wide.matches && !next.hasAttribute("aria-current")) preview(next);
  }

  function press(element) {
    if (element.matches("textarea, input[type=search]")) return element.focus();
    element.click();
    if (element.matches("input")) element.focus();
  }

  const seen = (element) => element.checkVisibility?.() ?? true;
  // What stands in a closed menu can be pressed too.
  const find = (selector) => {
    const found = $$(selector, dialog?.open ? dialog : document);
    return found.find(seen) ?? found.find((element) => element.closest("details[data-menu]"));
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return $$("details[data-menu][open]").forEach(shut);
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const target = find(`[data-alt="${CSS.escape(keyOf(event))}"]`);
      if (target) { event.preventDefault(); press(target); }
      return;
    }
    if (typesKey(event) || typing(event.target) || !plain(event) || dialog?.open) return;
    if (event.key === "/") { event.preventDefault(); return search(); }
    if (rows().length && (event.key === "j" || event.key === "k")) { event.preventDefault(); return step(event.key === "j" ? 1 : -1); }
    const target = /^[a-zåäö]$/.test(event.key) && find(`[data-key="${event.key}"]`);
    if (target) { event.preventDefault(); press(target); }
  });

  // Alt+S is "ß" on some keyboards: the physical key decides, for letters and digits.
  function keyOf(event) {
    return /^(Key|Digit)/.test(event.code) ? event.code.slice(-1).toLowerCase() : event.key.toLowerCase();
  }

  // From a page without a search field: to the list, where the field takes the caret.
  function search() {
    const field = find("[data-search]");
    if (field) return field.select();
    window.location.assign(`${$("#rail").dataset.searchHref}#search`);
  }

  function shut(menu) {
    menu.open = false;
    $("summary", menu).focus();
  }

  // In "Vad gäller det?": arrows move among the types, Enter goes on, a digit takes one of the commonest.
  function typesKey(event) {
    if (!event.target.matches?.("[data-type-search]")) return false;
    const types = $$("#types input");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const at = types.findIndex((type) => type.checked) + (event.key === "ArrowDown" ? 1 : -1);
      if (types[at]) types[at].checked = true;
    } else if (event.key === "Enter") {
      $("#caller", event.target.form)?.focus();
    } else if (/^[0-9]$/.test(event.key) && !event.target.value && plain(event)) {
      const common = types.find((type) => type.dataset.digit === event.key);
      if (!common) return true;
      common.checked = true;
    } else { return true; }
    event.preventDefault();
    return true;
  }

  // --- drafts: saved a moment after the last key, by the same form ---
  function draft(form) {
    let timer = 0;
    const save = async () => {
      timer = 0;
      const words = $("[data-draft-words]", form);
      try {
        const answer = await fetch(form.dataset.draft, { method: "POST", body: fieldsOf(form), headers: { Accept: "application/json" } });
        const { words: said = "", version, tab } = await answer.json();
        words.textContent = said;
        const fields = { draft_version: version, tab };  // a text that another tab changed goes on under a new name
        Object.entries(fields).forEach(([name, value]) => {
          const field = $(`input[name=${name}]`, form);
          if (value && field) field.value = value;
        });
      } catch { words.textContent = form.dataset.draftFailed; }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1200); });
    form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; });
    // Another button or link leaves the page before the moment has passed: what was typed goes along.
    const leave = () => {
      if (!timer) return;
      clearTimeout(timer);
      timer = 0;
      fetch(form.dataset.draft, { method: "POST", body: fieldsOf(form), keepalive: true }).catch(() => {});
    };
    document.addEventListener("submit", (event) => { if (event.target !== form) leave(); }, true);
    window.addEventListener("pagehide", leave);
  }

  function fieldsOf(form) {
    const data = new FormData(form);
    $$("input[type=file]", form).forEach((field) => data.delete(field.name));
    return data;
  }

  // --- seconds: the note's timer, and the ten seconds of "Ångra" ---
  function timer(element) {
    const value = $("[data-timer-value]", element.closest("form"));
    const began = Date.now() - Number(element.dataset.timer) * 1000;
    const show = () => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      element.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      if (value) value.value = seconds;
      if (!element.isConnected) clearInterval(again);
    };
    const again = setInterval(show, 1000);
    show();
  }

  function countDown(element) {
    let left = Number(element.dataset.undo);
    const again = setInterval(() => {
      left -= 1;
      $("[data-undo-words]", element).textContent = `${left} s`;
      if (left <= 0) { clearInterval(again); element.remove(); }
    }, 1000);
  }

  // --- htmx: the poll sends the etag that the page shows ---
  document.addEventListener("htmx:configRequest", (event) => {
    const etag = event.detail.elt.dataset?.etag;
    if (etag) event.detail.headers["If-None-Match"] = etag;
  });

  function begin(within) {
    const once = (selector, work) => $$(selector, within).forEach((element) => {
      if (!element.dataset.begun) { element.dataset.begun = "1"; work(element); }
    });
    once("form[data-draft]", draft);
    once("[data-timer]", timer);
    once("[data-undo]", countDown);
    once("[data-noscript]", (element) => { element.hidden = true; });
  }

  begin(document);
  $("#errors")?.focus();
  if (window.location.hash === "#search") $("[data-search]")?.focus();
})();
