// Searches the site's own sections: nothing is asked of a server, so it works from a folder too.
document.addEventListener("DOMContentLoaded", () => {
  const most = 8;
  const form = document.createElement("form");
  form.setAttribute("role", "search");
  form.innerHTML = '<input type="search" id="search" placeholder="Search" aria-label="Search these pages" autocomplete="off"/><ol id="found" aria-live="polite"></ol>';
  document.querySelector("#breadcrumbs").after(form);
  const input = form.querySelector("input");
  const found = form.querySelector("ol");
  let index;

  // Names such as <maxAccuracyLoss> and edge:benchmark are words as they stand.
  const words = text => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || []);
  const build = () => lunr(function () {
    this.ref("number");
    this.field("heading", { boost: 8 });
    this.field("page", { boost: 4 });
    this.field("text");
    sections.forEach((section, number) => this.add({ number, ...section }));
  });
  const excerpt = (text, terms) => {
    const low = text.toLowerCase();
    const at = Math.max(0, Math.min(...terms.map(term => low.indexOf(term)).filter(i => i >= 0), text.length) - 40);
    const from = at > 0 ? text.indexOf(" ", at) + 1 : 0;
    const end = text.length > from + 140 ? text.lastIndexOf(" ", from + 140) : text.length;
    return (from > 0 ? "… " : "") + text.slice(from, end) + (end < text.length ? " …" : "");
  };
  const line = (section, terms) => {
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    link.href = section.at;
    link.textContent = section.page === section.heading ? section.page : section.page + " › " + section.heading;
    item.appendChild(document.createElement("p")).textContent = excerpt(section.text, terms);
    return item;
  };
  const search = () => {
    const terms = words(input.value);
    found.replaceChildren();
    if (terms.join("").length < 2) {
      return;
    }
    index ??= build();
    // Each word has to stand in the section, the last one perhaps not yet typed to its end.
    const hits = index.query(query => terms.forEach((term, i) => {
      query.term(lunr.stemmer(new lunr.Token(term)).toString(), { presence: lunr.Query.presence.REQUIRED,
        wildcard: i === terms.length - 1 ? lunr.Query.wildcard.TRAILING : lunr.Query.wildcard.NONE });
    }));
    found.append(...hits.slice(0, most).map(hit => line(sections[hit.ref], terms)));
    if (hits.length === 0) {
      found.appendChild(document.createElement("li")).textContent = "Nothing has all of these words.";
    }
  };
  input.addEventListener("input", search);
  form.addEventListener("submit", event => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) {
      first.click();
    }
  });
  input.value = new URLSearchParams(location.search).get("search") || "";
  search();
});
