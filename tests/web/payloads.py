"""What somebody may type who means a page to run it, and what a page that does so is caught by (T18)."""

from __future__ import annotations

from itertools import product

MARK = "t18"
"""An element or attribute of this name is only there where a payload became part of a page."""

CALLS = ("alert({n})", "alert`{n}`", "self['al'+'ert']({n})", "alert({n})//")
SHAPES = (
    f"<script {MARK}>{{}}</script>",
    f"<ScRiPt {MARK}>{{}}</sCrIpT>",
    f"<img src=x {MARK} onerror={{}}>",
    f"<img/src/{MARK}/onerror={{}}>",
    f"<svg {MARK} onload={{}}>",
    f"<svg><{MARK}/><script>{{}}</script>",
    f"<body {MARK} onload={{}}>",
    f"<details open {MARK} ontoggle={{}}>",
    f"<input autofocus {MARK} onfocus={{}}>",
    f"<select autofocus {MARK} onfocus={{}}>",
    f"<video {MARK}><source onerror={{}}>",
    f"<marquee {MARK} onstart={{}}>",
    f"<iframe {MARK} src=javascript:{{}}>",
    f"<iframe {MARK} srcdoc='<script>{{}}</script>'>",
    f"<object {MARK} data=javascript:{{}}>",
    f"<embed {MARK} src=javascript:{{}}>",
    f"<a {MARK} href=javascript:{{}}>x</a>",
    f"<form {MARK} action=javascript:{{}}><button>",
    f"<base {MARK} href=//t18.invalid/ x={{}}>",
    f"<meta {MARK} http-equiv=refresh content='0;url=javascript:{{}}'>",
    f"<link {MARK} rel=stylesheet href=//t18.invalid/{{}}>",
    f"<style {MARK}>*{{{{x:expression({{}})}}}}</style>",
    f"<{MARK} style=animation-name:x onanimationstart={{}}>",
    f"<p {MARK} hx-get=/ hx-trigger=load hx-on:load={{}}>",
    f"<p {MARK} hx-vals=js:x={{}} hx-get=/ hx-trigger=load>",
    f'"><img src=x {MARK} onerror={{}}>',
    f"'><img src=x {MARK} onerror={{}}>",
    f'" autofocus {MARK} onfocus="{{}}',
    f"' autofocus {MARK} onfocus='{{}}",
    f'" {MARK} hx-on:click="{{}}" x="',
    f"</title><script {MARK}>{{}}</script>",
    f"</textarea><script {MARK}>{{}}</script>",
    f"</script><script {MARK}>{{}}</script>",
    f"</style><script {MARK}>{{}}</script>",
    f"</option></select><img src=x {MARK} onerror={{}}>",
    f"--><img src=x {MARK} onerror={{}}>",
    f"]]><img src=x {MARK} onerror={{}}>",
    f"<noscript><p title='</noscript><img src=x {MARK} onerror={{}}>'>",
    f"<math><mtext><{MARK}/><style><img src=x onerror={{}}>",
    f"&lt;img src=x {MARK} onerror={{}}&gt;",
    f"&#60;img src=x {MARK} onerror={{}}&#62;",
    f"%3Cimg src=x {MARK} onerror={{}}%3E",
    f"\\u003cimg src=x {MARK} onerror={{}}\\u003e",
    f"\\x3cimg src=x {MARK} onerror={{}}\\x3e",
    f"\uff1cimg src=x {MARK} onerror={{}}\uff1e",
    "javascript:{}",
    "data:text/html,<script>{}</script>",
    "{{{{constructor.constructor('{}')()}}}}",
    "${{{}}}",
    "';{};'",
)
PAYLOADS = tuple(shape.format(call.format(n=n)) for n, (call, shape) in enumerate(product(CALLS, SHAPES)))

CELLS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", '=HYPERLINK("//t18.invalid")', "=cmd|' /C calc'!A0")
"""What a spreadsheet would take for a formula."""

WATCH = """
window.t18 = [];
for (const name of ['alert', 'confirm', 'prompt']) window[name] = said => window.t18.push(name + ' ' + said);
document.addEventListener('securitypolicyviolation', event => window.t18.push(
  event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample));
"""
"""Runs in a page before anything of it: what is called, and whatever its policy forbids, is written down."""

CAUGHT = f"""payloads => {{
  const became = [...document.querySelectorAll('*')].filter(
    one => one.localName == '{MARK}' || one.hasAttribute('{MARK}'));
  const texts = [document.documentElement.textContent, document.title];
  for (const one of document.querySelectorAll('[value], [placeholder], [aria-label], [href], [content], [title]'))
    for (const attribute of one.attributes) texts.push(attribute.value);
  for (const one of document.querySelectorAll('input, textarea')) texts.push(one.value);
  const all = texts.join('\\n');
  return [[...window.t18, ...became.map(one => one.outerHTML.slice(0, 200))],
          payloads.map((one, n) => all.includes(one) ? n : -1).filter(n => n >= 0)];
}}"""
"""What ran or became part of the page, and which payloads stand on it as what was typed."""
