"use strict";
(function () {
  var data = JSON.parse(document.getElementById("data").textContent);
  var SIGN = { a: "\u25CB", l: "~", w: "?", e: "\u2026", n: "\u2020", s: "\u00B7" };
  var WORD = {}, WHY = {};
  data.reasons.forEach(function (r) { WORD[r[0]] = r[1]; WHY[r[0]] = r[2]; });
  var codeAt = {}, placeAt = {}, byCell = {}, quality = {};
  data.codes.forEach(function (c, i) { codeAt[c[0]] = i; });
  data.jurisdictions.forEach(function (j, i) { placeAt[j[0]] = i; });
  data.quality.forEach(function (q) { quality[q[0] + " " + q[1]] = q; });
  data.provisions.forEach(function (p, i) {
    var j = data.documents[p[0]][1];
    p[12].forEach(function (c) { var k = j + "/" + c[0]; (byCell[k] = byCell[k] || []).push([i, c]); });
  });
  function $(id) { return document.getElementById(id); }
  function make(tag, attributes, children) {
    var node = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (k) {
      if (attributes[k] !== null && attributes[k] !== undefined) node.setAttribute(k, attributes[k]);
    });
    (Array.isArray(children) ? children : [children]).forEach(function (child) {
      if (child === null || child === undefined || child === "") return;
      node.appendChild(typeof child === "object" ? child : document.createTextNode(String(child)));
    });
    return node;
  }
  function plural(n, word) { return n + " " + word + (n === 1 ? "" : "s"); }
  var languageNames = null;
  try { languageNames = new Intl.DisplayNames(["en"], { type: "language" }); } catch (e) { languageNames = null; }
  function languageName(code) {
    try { return languageNames ? languageNames.of(code) : code; } catch (e) { return code; }
  }

  // --- what the table shows -------------------------------------------------------------------------------------
  function option(value, text) { return make("option", { value: value }, text); }
  var level = $("level"), region = $("region"), language = $("language"), sort = $("sort");
  level.appendChild(option("pillars", "subjects (overview)"));
  data.pillars.forEach(function (p, i) { level.appendChild(option("p" + i, p[1])); });
  level.appendChild(option("codes", "all " + data.codes.length + " questions"));
  region.appendChild(option("", "all"));
  var parts = {};
  data.jurisdictions.forEach(function (j) { (parts[j[2]] = parts[j[2]] || {})[j[3]] = true; });
  Object.keys(parts).sort().forEach(function (r) {
    region.appendChild(option(r, r));
    var inside = Object.keys(parts[r]).sort();
    if (inside.length > 1) inside.forEach(function (s) { region.appendChild(option(r + "/" + s, "\u00A0\u00A0" + s)); });
  });
  language.appendChild(option("", "all"));
  var spoken = {};
  data.jurisdictions.forEach(function (j) { j[4].forEach(function (l) { spoken[l] = true; }); });
  Object.keys(spoken).sort(function (a, b) { return languageName(a).localeCompare(languageName(b)); })
    .forEach(function (l) { language.appendChild(option(l, languageName(l))); });

  function columns() {
    if (level.value === "pillars") {
      return data.pillars.map(function (p, i) {
        return { key: p[0], label: p[1], title: "Show the questions of this subject", pillar: i,
          codes: data.codes.map(function (c, n) { return n; }).filter(function (n) { return data.codes[n][2] === i; }) };
      });
    }
    var only = level.value === "codes" ? -1 : Number(level.value.slice(1));
    return data.codes.map(function (c, n) { return { key: c[0], label: c[1], pillar: c[2], codes: [n] }; })
      .filter(function (c) { return only < 0 || c.pillar === only; });
  }
  // A subject is found when one of its questions is, missing only when all are; else the reason that explains most.
  function cell(j, column) {
    var letters = column.codes.map(function (n) { return j[5][n]; });
    var found = letters.filter(function (l) { return l === "f"; }).length;
    if (found) {
      return { reason: "f", number: column.codes.length > 1 ? found : j[6][column.codes[0]], of: letters.length };
    }
    if (letters.every(function (l) { return l === "a"; })) return { reason: "a", of: letters.length };
    var order = ["s", "n", "e", "w", "l"];
    for (var i = 0; i < order.length; i++) {
      if (letters.indexOf(order[i]) >= 0) return { reason: order[i], of: letters.length };
    }
    return { reason: "s", of: letters.length };
  }
  function total(j, test) { return j[5].split("").filter(test).length; }
  function rows() {
    var list = data.jurisdictions.filter(function (j) {
      var where = region.value.split("/");
      return (!region.value || (j[2] === where[0] && (where.length < 2 || j[3] === where[1]))) &&
        (!language.value || j[4].indexOf(language.value) >= 0);
    });
    function name(a, b) { return a[1].localeCompare(b[1]); }
    var shown = columns().reduce(function (all, c) { return all.concat(c.codes); }, []);
    function count(j, letters) {
      return shown.filter(function (n) { return letters.indexOf(j[5][n]) >= 0; }).length;
    }
    var by = { name: name,
      region: function (a, b) { return a[2].localeCompare(b[2]) || a[3].localeCompare(b[3]) || name(a, b); },
      found: function (a, b) { return count(b, "f") - count(a, "f") || name(a, b); },
      unknown: function (a, b) { return count(a, "lwens") - count(b, "lwens") || name(a, b); } };
    if (sort.value.charAt(0) === "=") {
      var key = sort.value.slice(1), column = columns().filter(function (c) { return c.key === key; })[0];
      var rank = "falwens";
      if (column) {
        return list.sort(function (a, b) {
          return rank.indexOf(cell(a, column).reason) - rank.indexOf(cell(b, column).reason) || name(a, b);
        });
      }
    }
    return list.sort(by[sort.value] || name);
  }
  var grid = [], at = [1, 1];
  function draw() {
    var table = $("matrix"), cols = columns(), list = rows();
    var head = make("tr", { role: "row" }, [make("th", { role: "columnheader", scope: "col", "class": "corner" }, "Country")]);
    grid = [[head.firstChild]];
    cols.forEach(function (c, i) {
      var first = i > 0 && level.value === "codes" && cols[i - 1].pillar !== c.pillar;
      var short = c.label.length > 66 ? c.label.slice(0, 64).trim() + "\u2026" : c.label;
      var th = make("th", { role: "columnheader", scope: "col", tabindex: "-1", title: c.label,
        "class": first ? "first" : null }, [make("span", { "aria-hidden": "true" }, short),
        make("span", { "class": "spoken" }, c.label)]);
      th.dataset.column = i;
      head.appendChild(th);
      grid[0].push(th);
    });
    var body = make("tbody", { role: "rowgroup" });
    list.forEach(function (j, y) {
      var th = make("th", { role: "rowheader", scope: "row", tabindex: "-1", title: j[1] + ": texts read" }, j[1]);
      var tr = make("tr", { role: "row" }, [th]), line = [th];
      th.dataset.place = j[0];
      cols.forEach(function (c, x) {
        var v = cell(j, c), first = x > 0 && level.value === "codes" && cols[x - 1].pillar !== c.pillar;
        var says = v.reason === "f" ? (c.codes.length > 1 ? "found: " + v.number + "/" + plural(v.of, "question")
          : "found in " + plural(v.number, "provision")) : WORD[v.reason];
        var td = make("td", { role: "gridcell", tabindex: "-1", "class": "c-" + v.reason + (first ? " first" : ""),
          "aria-label": j[1] + ", " + c.label + ": " + says, title: c.label + ": " + says },
          make("span", { "aria-hidden": "true" }, v.reason === "f" ? v.number + (c.codes.length > 1 ? "/" + v.of : "") : SIGN[v.reason]));
        td.dataset.key = j[0] + "/" + c.key;
        tr.appendChild(td);
        line.push(td);
      });
      grid.push(line);
      body.appendChild(tr);
    });
    table.className = level.value === "pillars" ? "pillars" : "codes";
    table.setAttribute("aria-rowcount", list.length + 1);
    table.setAttribute("aria-colcount", cols.length + 1);
    table.replaceChildren(make("thead", { role: "rowgroup" }, head), body);
    var known = 0, found = 0, all = 0;
    list.forEach(function (j) {
      cols.forEach(function (c) { c.codes.forEach(function (n) {
        all += 1; if (j[5][n] === "f") found += 1; if ("fa".indexOf(j[5][n]) >= 0) known += 1;
      }); });
    });
    $("shown").textContent = plural(list.length, "jurisdiction") + " shown; of " + all + " answers " + found +
      " found, " + (known - found) + " searched and not found, " + (all - known) + " unknown." +
      (level.value === "pillars" ? " 3/8: three of the eight questions of that subject are found." : " A number counts provisions.");
    at = [Math.min(at[0], grid.length - 1), Math.min(at[1], cols.length)];
    if (grid[at[0]] && grid[at[0]][at[1]]) grid[at[0]][at[1]].tabIndex = 0;
    mark();
  }
  function sorters() {
    var old = sort.value;
    while (sort.options.length > 4) sort.remove(4);
    if (level.value !== "codes") {
      columns().forEach(function (c) { sort.appendChild(option("=" + c.key, "answer: " + c.label)); });
    }
    sort.value = old;
    if (sort.selectedIndex < 0) sort.value = "name";
  }
  function change() { sorters(); draw(); }
  [level, region, language, sort].forEach(function (box) { box.addEventListener("change", change); });
  $("controls").addEventListener("submit", function (e) { e.preventDefault(); });

  function goTo(y, x, focus) {
    y = Math.max(0, Math.min(y, grid.length - 1));
    x = Math.max(0, Math.min(x, grid[0].length - 1));
    if (y === 0 && x === 0) return;
    if (grid[at[0]] && grid[at[0]][at[1]]) grid[at[0]][at[1]].tabIndex = -1;
    at = [y, x];
    grid[y][x].tabIndex = 0;
    if (focus) { grid[y][x].focus({ preventScroll: true }); grid[y][x].scrollIntoView({ block: "nearest", inline: "nearest" }); bring(grid[y][x]); }
  }
  // Bring a cell into the part of the table that the sticky headings leave free.
  function bring(node) {
    var box = $("scroll"), outer = box.getBoundingClientRect(), here = node.getBoundingClientRect();
    var left = grid[0][0].getBoundingClientRect().width, top = grid[0][0].getBoundingClientRect().height;
    if (node.tagName !== "TD") left = top = 0;
    if (here.left < outer.left + left) box.scrollLeft -= outer.left + left - here.left;
    else if (here.right > outer.left + box.clientWidth) box.scrollLeft += here.right - outer.left - box.clientWidth;
    if (here.top < outer.top + top) box.scrollTop -= outer.top + top - here.top;
    else if (here.bottom > outer.top + box.clientHeight) box.scrollTop += here.bottom - outer.top - box.clientHeight;
  }
  function whereIs(node) {
    for (var y = 0; y < grid.length; y++) { var x = grid[y].indexOf(node); if (x >= 0) return [y, x]; }
    return null;
  }
  $("matrix").addEventListener("keydown", function (e) {
    var step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      PageUp: [-10, 0], PageDown: [10, 0] }[e.key];
    if (step) goTo(at[0] + step[0], at[1] + step[1], true);
    else if (e.key === "Home") goTo(e.ctrlKey ? 1 : at[0], at[0] ? 0 : 1, true);
    else if (e.key === "End") goTo(e.ctrlKey ? grid.length - 1 : at[0], grid[0].length - 1, true);
    else if (e.key === "Enter" || e.key === " ") open(document.activeElement);
    else return;
    e.preventDefault();
  });
  $("matrix").addEventListener("click", function (e) {
    var node = e.target.closest("td, th");
    var place = node && whereIs(node);
    if (!place) return;
    goTo(place[0], place[1], false);
    open(node);
  });
  function open(node) {
    if (node.dataset.key) location.hash = "cell=" + node.dataset.key;
    else if (node.dataset.place) location.hash = "country=" + node.dataset.place;
    else if (node.dataset.column) {
      var c = columns()[Number(node.dataset.column)];
      if (c.codes.length > 1) { level.value = "p" + c.pillar; at = [1, 1]; change(); goTo(1, 1, true); }
      else location.hash = "code=" + c.key;
    }
  }

  // --- one cell, one country, one question ----------------------------------------------------------------------
  function link(address, text) { return make("a", { href: address, rel: "noreferrer noopener", target: "_blank" }, text); }
  function marked(text, spans) {
    var out = [], from = 0;
    spans.slice().sort(function (a, b) { return a[0] - b[0]; }).forEach(function (s) {
      if (!s || s[0] < from) return;
      // Offsets count characters, JavaScript counts UTF-16 units: go by characters.
      out.push(text.slice(from, s[0]).join(""), make("mark", {}, text.slice(s[0], s[1]).join("")));
      from = s[1];
    });
    out.push(text.slice(from).join(""));
    return out;
  }
  function provision(entry, code) {
    var p = data.provisions[entry[0]], c = entry[1], d = data.documents[p[0]];
    var box = make("article", { "class": "provision" });
    var name = (p[2] || p[1]) + (p[4] ? " " + p[4] : "");
    if (/^\d/.test(name) && (p[3] === "article" || p[3] === "section")) name = (p[3] === "article" ? "Article " : "Section ") + name;
    box.appendChild(make("h4", {}, name));
    box.appendChild(make("p", { "class": "law" }, [d[2], d[3] && d[3] !== d[2] ? " (" + d[3] + ")" : "", ", as at " + (d[7] || "unknown date"),
      d[5] ? "; " + d[5] : ""]));
    if (!p[11]) box.appendChild(make("p", { "class": "aside" }, "Not counted: a bill, an old wording or a repealed provision."));
    var list = make("dl");
    function row(term, value) { if (value) { list.appendChild(make("dt", {}, term)); list.appendChild(make("dd", {}, value)); } }
    row("Penalties", p[7].length ? p[7].join(" | ") : (data.codes[code][0].indexOf("crime.") === 0 ? "none in its own words" : ""));
    row("Mental element", p[8] === null ? "not read in this language" : p[8].join(", "));
    row("Place", p[5] === null ? d[0] : d[0] + ", characters " + p[5] + "\u2013" + p[6]);
    row("Confidence", (c[1] === null ? "not scored" : c[1].toFixed(2)) + (c[3] ? " (" + c[3] + ")" : "") +
      (c[2] ? ", main code of this provision" : ""));
    var also = p[12].filter(function (o) { return o[0] !== code; }).map(function (o) { return data.codes[o[0]][1]; });
    row("Also coded", also.join("; "));
    // A publisher's home page is no link to the law: say so.
    var home = d[8] && /^https?:\/\/[^\/]+\/?$/.test(d[8]);
    if (d[8]) row("Official text", link(d[8], home ? "the publisher's home page; look for the citation" : "at the official publisher"));
    box.appendChild(list);
    if (p[9] || c[5]) {
      var here = c[4] ? [c[4]] : [];
      box.appendChild(make("div", { "class": "text", lang: d[4] }, marked(Array.from(p[9] || c[5]), here)));
    }
    if (p[10] >= 0) {
      var r = data.restated[p[10]];
      box.appendChild(make("div", { "class": "text restated", lang: "en" }, [make("b", {}, "Restatement in plain English by ctlaw, not the law" +
        (r[4] ? ", as at " + r[4] : "")), r[3]]));
    }
    return box;
  }
  function accuracy(j, n) {
    var code = data.codes[n][0];
    var lines = j[4].map(function (l) {
      var q = quality[code + " " + l];
      if (!q) return languageName(l) + ": not measured";
      if (q[4] < 10) return languageName(l) + ": too few labelled provisions to measure (" + q[4] + ")";
      return languageName(l) + ": " + (q[2] === null ? "precision unknown" : Math.round(q[2] * 100) + " % of findings right") +
        ", " + (q[3] === null ? "recall unknown" : Math.round(q[3] * 100) + " % of such provisions found") + " (measured on " + q[4] + " provisions)";
    });
    return make("p", { "class": "accuracy" }, [make("b", {}, "Detector. "), lines.join("; ") || "not measured"]);
  }
  function answer(j, n) {
    var box = make("div"), letter = j[5][n], list = (byCell[placeAt[j[0]] + "/" + n] || []).slice();
    box.appendChild(make("p", {}, [make("b", {}, WORD[letter]), ". ", WHY[letter]]));
    list.sort(function (a, b) {
      return (data.provisions[b[0]][11] - data.provisions[a[0]][11]) || ((b[1][1] || 0) - (a[1][1] || 0));
    });
    list.slice(0, 60).forEach(function (entry) { box.appendChild(provision(entry, n)); });
    if (list.length > 60) box.appendChild(make("p", {}, "The other " + (list.length - 60) + " are in codings.csv."));
    return box;
  }
  function texts(i) {
    var list = make("ul");
    data.documents.forEach(function (d) {
      if (d[1] === i) list.appendChild(make("li", {}, [d[8] ? link(d[8], d[2]) : d[2], d[3] && d[3] !== d[2] ? " (" + d[3] + ")" : "",
        ", as at " + (d[7] || "unknown date"), d[5] ? ", " + d[5] : "", d[10] ? "" : ", what is found counts, but nothing is inferred from what is not"]));
    });
    return list;
  }
  function crumbs(j, n, other) {
    var pick = make("select", { id: "other" });
    pick.appendChild(option("", "choose a country"));
    data.jurisdictions.slice().sort(function (a, b) { return a[1].localeCompare(b[1]); }).forEach(function (o) {
      if (o !== j) pick.appendChild(option(o[0], o[1] + (o[5][n] === "f" ? "" : " (" + WORD[o[5][n]] + ")")));
    });
    if (other) pick.value = other[0];
    pick.addEventListener("change", function () {
      if (pick.value) location.hash = "compare=" + j[0] + "," + pick.value + "/" + data.codes[n][0];
    });
    return make("p", { "class": "compare" }, make("label", {}, ["Lay beside: ", pick]));
  }
  var last = null;
  function show(title, nodes, both) {
    $("panel-title").textContent = title;
    $("panel-body").replaceChildren.apply($("panel-body"), nodes);
    $("panel").hidden = false;
    $("layout").className = "layout open" + (both ? " both" : "");
    $("panel").scrollTop = 0;
    $("panel-title").focus({ preventScroll: true });
    var box = $("panel").getBoundingClientRect();
    if (box.top > window.innerHeight * 0.75 || box.top < 0 || both) $("panel").scrollIntoView({ block: "start" });
    mark();
  }
  function close() {
    $("panel").hidden = true;
    $("layout").className = "layout";
    history.replaceState(null, "", location.pathname + location.search);
    mark();
    if (grid[at[0]] && grid[at[0]][at[1]]) grid[at[0]][at[1]].focus();
  }
  function mark() {
    if (last && last.isConnected) last.removeAttribute("aria-selected");
    last = null;
    var m = /^#(?:cell|compare)=([a-z]+)(?:,[a-z]+)?\/(.+)$/.exec(decodeURIComponent(location.hash));
    if (!m) return;
    last = document.querySelector('#matrix td[data-key="' + CSS.escape(m[1] + "/" + m[2]) + '"]');
    if (!last) return;
    last.setAttribute("aria-selected", "true");
    var place = whereIs(last);
    if (place) { goTo(place[0], place[1], false); bring(last); }
  }
  // The table behind an open cell shows that cell's column.
  function into(n) {
    if (columns().some(function (c) { return c.key === data.codes[n][0]; })) return;
    level.value = "p" + data.codes[n][2];
    at = [1, 1];
    change();
  }
  function route() {
    var hash;
    try { hash = decodeURIComponent(location.hash.slice(1)); } catch (e) { return; }
    var m;
    if ((m = /^cell=([a-z]+)\/([a-z.-]+)$/.exec(hash)) && m[1] in placeAt) {
      var j = data.jurisdictions[placeAt[m[1]]];
      var pillar = data.pillars.map(function (p) { return p[0]; }).indexOf(m[2]);
      if (pillar >= 0) {
        var nodes = [make("p", {}, "The questions of this subject:")];
        var list = make("ul");
        data.codes.forEach(function (c, n) {
          if (c[2] === pillar) list.appendChild(make("li", {}, [make("a", { href: "#cell=" + m[1] + "/" + c[0] }, c[1]), ": " + WORD[j[5][n]] +
            (j[5][n] === "f" ? " (" + j[6][n] + ")" : "")]));
        });
        nodes.push(list);
        show(j[1] + ": " + data.pillars[pillar][1], nodes);
      } else if (m[2] in codeAt) {
        var n = codeAt[m[2]];
        into(n);
        show(j[1] + ": " + data.codes[n][1], [make("p", { "class": "definition" }, data.codes[n][3]), crumbs(j, n), accuracy(j, n), answer(j, n)]);
      }
    } else if ((m = /^compare=([a-z]+),([a-z]+)\/([a-z.-]+)$/.exec(hash)) && m[1] in placeAt && m[2] in placeAt && m[3] in codeAt) {
      var code = codeAt[m[3]], two = [m[1], m[2]].map(function (p) { return data.jurisdictions[placeAt[p]]; });
      into(code);
      show(two[0][1] + " and " + two[1][1] + ": " + data.codes[code][1], [make("p", { "class": "definition" }, data.codes[code][3]), crumbs(two[0], code, two[1]),
        make("div", { "class": "sides" }, two.map(function (p) {
          return make("section", { "aria-label": p[1] }, [make("h3", {}, p[1]), accuracy(p, code), answer(p, code)]);
        }))], true);
    } else if ((m = /^country=([a-z]+)$/.exec(hash)) && m[1] in placeAt) {
      var i = placeAt[m[1]], here = data.jurisdictions[i];
      show(here[1], [make("p", {}, here[3] + ". Languages read: " + (here[4].map(languageName).join(", ") || "none") + ". " +
        total(here, function (l) { return l === "f"; }) + " of " + data.codes.length + " questions found, " +
        total(here, function (l) { return l === "a"; }) + " searched and not found, the rest unknown."), make("h4", {}, "Texts read"), texts(i)]);
    } else if ((m = /^code=([a-z.-]+)$/.exec(hash)) && m[1] in codeAt) {
      var q = codeAt[m[1]], withIt = data.jurisdictions.filter(function (o) { return o[5][q] === "f"; });
      show(data.codes[q][1], [make("p", {}, data.codes[q][3]), make("p", {}, "Found in " + plural(withIt.length, "jurisdiction") + ":"),
        make("ul", {}, withIt.map(function (o) { return make("li", {}, make("a", { href: "#cell=" + o[0] + "/" + data.codes[q][0] }, o[1])); }))]);
    }
  }
  $("close").addEventListener("click", close);
  document.addEventListener("keydown", function (e) { if (e.key === "Escape" && !$("panel").hidden) close(); });
  window.addEventListener("hashchange", route);

  // --- the rest of the page -------------------------------------------------------------------------------------
  function csvCell(v) {
    v = String(v);
    if (/^[=+\-@\t\r]/.test(v)) v = "'" + v;
    return /[",\n\r]/.test(v) ? '"' + v.replace(/"/g, '""') + '"' : v;
  }
  $("save").addEventListener("click", function () {
    var cols = columns(), lines = [["code", "jurisdiction"].concat(cols.map(function (c) { return c.key; }))];
    rows().forEach(function (j) {
      lines.push([j[0], j[1]].concat(cols.map(function (c) { return WORD[cell(j, c).reason]; })));
    });
    var text = "\uFEFF" + lines.map(function (l) { return l.map(csvCell).join(","); }).join("\r\n") + "\r\n";
    var address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    var a = make("a", { href: address, download: "coverage-shown.csv" });
    document.body.appendChild(a);
    a.click();
    a.remove();
    setTimeout(function () { URL.revokeObjectURL(address); }, 1000);
  });
  (function () {
    if (!data.quality.length) {
      $("quality").appendChild(make("p", {}, "Not measured in this run, so no cell says \u201Csearched and not found\u201D."));
      return;
    }
    var body = make("tbody");
    data.quality.forEach(function (q) {
      body.appendChild(make("tr", {}, [make("th", { scope: "row" }, q[0] in codeAt ? data.codes[codeAt[q[0]]][1] : q[0]), make("td", {}, languageName(q[1])),
        make("td", { "class": "n" }, q[2] === null ? "" : q[2].toFixed(2)), make("td", { "class": "n" }, q[3] === null ? "" : q[3].toFixed(2)),
        make("td", { "class": "n" }, q[4]), make("td", {}, q[3] >= 0.8 && q[4] >= 10 ? "absence may be stated" : "absence stays unknown")]));
    });
    var heads = ["Question", "Language", "Precision", "Recall", "Measured on", "Consequence"].map(function (h) { return make("th", { scope: "col" }, h); });
    $("quality").appendChild(make("details", {}, [make("summary", {}, plural(data.quality.length, "measurement") + " by question and language"),
      make("div", { "class": "scroll low", role: "region", "aria-label": "Measured accuracy", tabindex: "0" },
        make("table", { "class": "plain" }, [make("thead", {}, make("tr", {}, heads)), body]))]));
  })();
  change();
  route();
})();
