"use strict";
(() => {
  const place = document.getElementById("search");
  const { base, sources, told } = JSON.parse(place.dataset.setting);
  const field = document.getElementById("wanted");
  const earlier = document.getElementById("earlier");
  const years = document.getElementById("years");
  const list = document.getElementById("results");
  const status = document.getElementById("status");
  const more = document.getElementById("more");
  const AT_ONCE = 30;
  const items = [];
  let waiting = 0, lost = 0, shown = AT_ONCE, timer = 0;

  const plain = text => text.normalize("NFKC").toLowerCase();
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const add = (edition, who, kind, text, action, href) => {
    const about = [edition.title, edition.period, who, edition.number].join(" · ");
    items.push({ edition, who, kind, text, action, href: base + href, about,
      own: plain(text + " " + action), all: plain(text + " " + action + " " + about) });
  };

  // Called by each file of data; what it holds is shown as text and as nothing else.
  window.found = ({ who, measures, editions }) => {
    for (const edition of editions) {
      add(edition, who, "edition", edition.title + " " + edition.period, "", edition.href);
      for (const [kind, at, text, action] of edition.said) {
        add(edition, who, kind, text, action, edition.href + "#" + encodeURIComponent(at));
      }
      for (const [number, value, at] of edition.figures) {
        const { title, href } = measures[number];
        if (!at) add(edition, who, "number", title + "  " + value, "", href + "#" + edition.id);
      }
    }
  };

  const load = wanted => {
    for (const source of wanted) {
      if (source.asked) continue;
      source.asked = true;
      waiting += 1;
      const script = document.createElement("script");
      script.src = source.src;
      script.onload = () => { waiting -= 1; show(); };
      script.onerror = () => { waiting -= 1; lost += 1; show(); };
      document.head.append(script);
    }
  };

  const KINDS = ["edition", "finding", "number", "figure", "table"];
  const newestFirst = (a, b) =>
    a.edition.at < b.edition.at ? 1 : a.edition.at > b.edition.at ? -1 :
    a.about < b.about ? -1 : a.about > b.about ? 1 : KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);

  // Each word must stand in the text or in what it is about. Of an edition of which every word says what it is,
  // the edition itself is found and not everything in it.
  const matches = words => items.filter(item => {
    if (item.edition.old && !earlier.checked) return false;
    if (!words.every(word => item.all.includes(word))) return false;
    return item.kind === "edition" || words.some(word => item.own.includes(word));
  });

  const part = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const row = item => {
    const entry = document.createElement("li");
    const link = part("a", "hit", item.text);
    link.href = item.href;
    const about = part("p", "soft", "");
    about.append(part("span", "kind", told[item.kind]), " ", item.about);
    if (item.edition.old) about.append(" ", part("span", "kind", told.old));
    entry.append(link);
    if (item.action) entry.append(part("p", "action", item.action));
    entry.append(about);
    return entry;
  };

  const show = () => {
    const words = plain(field.value).split(/\s+/u).filter(Boolean);
    const hits = words.length ? matches(words).sort(newestFirst) : [];
    list.replaceChildren(...hits.slice(0, shown).map(row));
    more.hidden = hits.length <= shown;
    status.textContent =
      !words.length ? told.hint : waiting ? told.loading :
      (hits.length ? filled(told.hits, { count: hits.length }) : told.nothing) + (lost ? " " + told.lost : "");
  };

  const wanted = () => {
    const newest = [...new Set(sources.map(source => source.year))].sort().reverse().slice(0, 2);
    load(sources.filter(source => years.checked || newest.includes(source.year)));
    history.replaceState(null, "", "#" + encodeURIComponent(field.value));
    shown = AT_ONCE;
    show();
  };

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(wanted, 120); });
  earlier.addEventListener("change", wanted);
  years.addEventListener("change", wanted);
  more.addEventListener("click", () => {
    const next = shown;
    shown += AT_ONCE;
    show();
    list.children[next]?.querySelector("a").focus();
  });

  years.parentElement.hidden = new Set(sources.map(source => source.year)).size <= 2;
  document.getElementById("asked").hidden = false;
  try { field.value ||= decodeURIComponent(location.hash.slice(1)); } catch { /* an address that somebody mistyped */ }
  if (field.value) wanted(); else show();
})();
