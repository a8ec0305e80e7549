// What must hold of every report in a browser; see report.py, which writes them and names them on standard input.
const { chromium } = require('playwright-core');
const { readFileSync } = require('fs');

const plan = JSON.parse(readFileSync(0, 'utf8'));
const widths = [390, 800, 1400];
let checked = 0;
let failed = 0;

function check(page, what, holds, seen) {
  ++checked;
  if (holds) return;
  ++failed;
  console.log(`${page}: ${what}${seen === undefined ? '' : `: ${JSON.stringify(seen).slice(0, 400)}`}`);
}

async function open(browser, name, options = {}, hash = '') {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const url = `file://${plan.pages[name]}`;
  page.on('console', (message) => check(name, 'nothing is logged', false, message.text()));
  page.on('pageerror', (error) => check(name, 'no script fails', false, error.message));
  page.on('dialog', (dialog) => { check(name, 'no dialog opens', false, dialog.message()); dialog.dismiss(); });
  page.on('request', (request) => {
    check(name, 'nothing is requested but the page', request.url().split('#')[0] === url, request.url());
  });
  await page.goto(url + hash);
  return page;
}

// Elements that reach beyond the page, or whose text is cut off, where nothing scrolls.
function overflows() {
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push(`page ${document.documentElement.scrollWidth}`);
  for (const each of document.querySelectorAll('body *')) {
    if (each.closest('svg, caption, thead, .skip, pre') || each.closest('.canvas')) continue;
    const style = getComputedStyle(each);
    if (style.display === 'none' || style.display === 'contents') continue;
    const place = each.getBoundingClientRect();
    if (place.width === 0) continue;
    const name = `${each.tagName}.${each.className} ${each.textContent.slice(0, 30)}`;
    if (place.right > innerWidth + 1 || place.left < -1) found.push(`${name} reaches ${place.right}`);
    if (style.display !== 'inline' && each.scrollWidth > each.clientWidth + 1) found.push(`${name} is cut`);
  }
  return found;
}

// Texts whose contrast with what is behind them is less than WCAG 2.2 wants (4.5).
function faint() {
  const numbers = (color) => color.match(/[\d.]+/g).map(Number);
  const light = (color) => {
    const [r, g, b] = numbers(color).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (numbers(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = new Set();
  for (const each of document.querySelectorAll('body *')) {
    if (each.closest('svg') || ![...each.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const style = getComputedStyle(each);
    if (style.display === 'none') continue;
    const [a, b] = [light(style.color), light(behind(each))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.add(`${each.tagName}.${each.className} ${ratio.toFixed(2)}`);
  }
  return [...found];
}

const shown = (page) => page.$$eval('.part', (all) => all.filter((p) => p.checkVisibility()).map((p) => p.id));
// The parts that are shown once `holds` is true of them: a change of the address is told to the page after the click has
// returned, so that what is asked at once may be too early. Answers what is there after five seconds at the latest.
async function shownOnce(page, holds) {
  for (let end = Date.now() + 5000; ;) {
    const now = await shown(page);
    if (holds(now) || Date.now() > end) return now;
    await page.waitForTimeout(20);
  }
}
const showsOne = async (page) => (await shownOnce(page, (all) => all.length === 1)).length === 1;
const showsNone = async (page) => (await shownOnce(page, (all) => all.length === 0)).length === 0;
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.getAttribute('href') ||
  document.activeElement.className || document.activeElement.tagName);

async function checkGeometry(browser, name) {
  for (const width of widths) {
    const page = await open(browser, name, { viewport: { width, height: 900 } });
    check(name, `nothing overflows at ${width}`, (await page.evaluate(overflows)).length === 0,
      await page.evaluate(overflows));
    const link = await page.$('.canvas a');
    if (link) {
      await link.focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('.part.shown');
      const seen = await page.evaluate(overflows);
      check(name, `nothing overflows at ${width} with an open part`, seen.length === 0, seen);
    }
    await page.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
    const seen = await page.evaluate(overflows);
    check(name, `nothing overflows at ${width} with all details`, seen.length === 0, seen);
    await page.context().close();
  }
}

async function checkClicks(browser, name) {
  const page = await open(browser, name);
  check(name, 'no part is shown at first', (await shown(page)).length === 0);
  // All of a template is stated in it.
  const isArchitecture = await page.locator('#defaults table').count() > 0;
  const links = await page.$$('.canvas a');
  check(name, 'boxes lead somewhere', links.length > 0);
  for (const link of links) {
    const id = (await link.getAttribute('href')).slice(1);
    await link.click();
    const now = await shownOnce(page, (all) => all.length === 1 && all[0] === id);
    check(name, `a click shows ${id} alone`, now.length === 1 && now[0] === id, now);
    check(name, `${id} has the focus`, await focused(page) === id, await focused(page));
    check(name, `${id} is marked`, await link.getAttribute('aria-current') === 'true');
    const part = page.locator(`#${id}`);
    check(name, `${id} names resources`, await part.locator('h4').count() > 0);
    const lines = await part.locator('pre.lines .number').count();
    const isStated = lines > 0 || (isArchitecture && await part.locator('.unstated').count() === 1);
    check(name, `${id} has its lines`, isStated);
    await page.keyboard.press('Escape');
    check(name, `escape closes ${id}`, await showsNone(page));
  }
  await page.click('#inventory a >> nth=0');
  check(name, 'the inventory leads to parts', await showsOne(page));
  await page.click('.part.shown .close');
  check(name, 'the button closes', await showsNone(page));
  await page.goBack();
  check(name, 'the way back opens again', await showsOne(page));
  await page.context().close();
}

async function checkContent(browser) {
  const page = await open(browser, 'prod');
  await page.click('.canvas a:has-text("ApiService")');
  await showsOne(page);
  const service = await page.innerText('.part.shown');
  for (const text of ['ECS service', 'Fargate', 'USD a month', 'Maximum tasks', '200 %', 'api:', 'cpu: 512']) {
    check('prod', `the service's part says ${text}`, service.includes(text));
  }
  check('prod', 'bars are drawn', await page.$$eval('.bar-least', (all) => all.some((b) => b.getBoundingClientRect().width > 100)));
  const queue = await open(browser, 'queue');
  await queue.click('.canvas a');
  await showsOne(queue);
  const jobs = await queue.innerText('.part.shown');
  for (const text of ['Findings: 1', 'error', '5000']) check('queue', `the part says ${text}`, jobs.includes(text), jobs);
  check('queue', 'it says that there is no network', (await queue.innerText('#network')).includes('no network'));
  await queue.context().close();
  await page.context().close();
}

async function checkKeyboard(browser) {
  const page = await open(browser, 'prod');
  const walk = [];
  for (let i = 0; i < 18; ++i) {
    await page.keyboard.press('Tab');
    walk.push(await focused(page));
  }
  check('prod', 'the walk begins with the skip link', walk[0] === '#main', walk);
  for (const place of ['#cost', 'canvas', '#part-0', '#part-1']) {
    check('prod', `the walk reaches ${place}`, walk.includes(place), walk);
  }
  check('prod', 'what has the focus is seen', await page.evaluate(() => {
    const box = document.activeElement.querySelector('.box');
    return box !== null && parseFloat(getComputedStyle(box).strokeWidth) >= 3;
  }));
  const at = await focused(page);
  await page.keyboard.press('Enter');
  check('prod', 'enter opens a part', (await shownOnce(page, (all) => all.length === 1))[0] === at.slice(1), at);
  await page.keyboard.press('Escape');
  await showsNone(page);
  check('prod', 'escape returns to the box', await focused(page) === at, await focused(page));
  await page.focus('.canvas');
  const width = () => page.$eval('.canvas > svg', (svg) => svg.getBoundingClientRect().width);
  const before = await width();
  await page.keyboard.press('+');
  const larger = await width();
  check('prod', 'plus enlarges', larger > before * 1.2, [before, larger]);
  await page.keyboard.press('-');
  check('prod', 'minus makes smaller', await width() < larger);
  await page.click('[data-zoom=in]');
  await page.click('[data-zoom=in]');
  await page.focus('.canvas');
  const left = () => page.$eval('.canvas', (each) => each.scrollLeft);
  const was = await left();
  await page.keyboard.press('ArrowRight');
  check('prod', 'arrows move', await left() > was);
  await page.click('[data-zoom=whole]');
  check('prod', 'the whole picture fits', await page.$eval('.canvas', (each) => each.scrollWidth <= each.clientWidth + 1));
  await page.context().close();
}

async function checkMouse(browser) {
  const page = await open(browser, 'prod');
  for (let i = 0; i < 4; ++i) await page.click('[data-zoom=in]');
  const box = await page.locator('.canvas').boundingBox();
  const place = () => page.$eval('.canvas', (each) => [each.scrollLeft, each.scrollTop]);
  const before = await place();
  await page.mouse.move(box.x + 500, box.y + 400);
  await page.mouse.down();
  await page.mouse.move(box.x + 400, box.y + 300, { steps: 5 });
  await page.mouse.up();
  await page.waitForTimeout(200);
  const after = await place();
  check('prod', 'a drag moves the picture', after[0] === before[0] + 100 && after[1] === before[1] + 100, [before, after]);
  check('prod', 'a drag opens nothing', (await shown(page)).length === 0);
  await page.context().close();
}

async function checkNames(browser, name) {
  const page = await open(browser, name);
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const count = {};
  for (const node of nodes) {
    const role = node.role && node.role.value;
    if (node.ignored || !['link', 'button', 'region', 'table', 'navigation', 'heading', 'columnheader'].includes(role)) continue;
    count[role] = (count[role] || 0) + 1;
    check(name, `every ${role} has a name`, node.name && node.name.value.trim() !== '', node);
  }
  for (const role of ['link', 'button', 'region', 'navigation', 'heading']) {
    check(name, `there is a ${role}`, count[role] > 0, count);
  }
  const levels = await page.$$eval('h1, h2, h3, h4', (all) => all.map((h) => Number(h.tagName[1])));
  check(name, 'no heading skips a level', levels[0] === 1 && levels.every((l, i) => i === 0 || l <= levels[i - 1] + 1), levels);
  const ids = await page.$$eval('[id]', (all) => all.map((each) => each.id));
  check(name, 'ids are unique', new Set(ids).size === ids.length);
  await page.context().close();
}

async function checkSchemes(browser, name) {
  for (const colorScheme of ['light', 'dark']) {
    const page = await open(browser, name, { colorScheme });
    const seen = await page.evaluate(faint);
    check(name, `texts are seen in ${colorScheme}`, seen.length === 0, seen);
    await page.context().close();
  }
}

async function checkPaper(browser, name) {
  const page = await open(browser, name);
  const all = await page.locator('.part').count();
  await page.emulateMedia({ media: 'print' });
  check(name, 'paper has every part', (await shown(page)).length === all);
  check(name, 'paper has no controls', !(await page.isVisible('.tools')) && !(await page.isVisible('nav')));
  await page.context().close();
  const plain = await open(browser, name, { javaScriptEnabled: false });
  check(name, 'every part is there without the script', await plain.locator('.part:visible').count() === all);
  check(name, 'no controls are there without the script', !(await plain.isVisible('.tools')));
  await plain.context().close();
}

async function checkHostile(browser) {
  const page = await open(browser, 'hostile');
  const text = await page.evaluate(() => document.body.innerText);
  const wanted = plan.hostile.replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
  check('hostile', 'the text is shown as it is', text.split(wanted).length > 10, text.split(wanted).length);
  check('hostile', 'nothing of it runs', await page.evaluate(() => window.hit) === undefined);
  check('hostile', 'there is one script', await page.locator('script').count() === 1);
  check('hostile', 'there is no image', await page.locator('img').count() === 0);
  await page.context().close();
}

async function takePictures(browser) {
  for (const name of ['prod', 'hostile']) {
    for (const [kind, options, hash] of [
      ['light', {}, ''], ['dark', { colorScheme: 'dark' }, '#part-4'],
      ['narrow', { viewport: { width: 390, height: 844 } }, '#part-4'],
    ]) {
      const page = await open(browser, name, options, hash);
      await page.screenshot({ path: `${plan.screenshots}/${name}-${kind}.png`, fullPage: true });
      await page.context().close();
    }
  }
}

(async () => {
  // Chromium has no sandbox for root, as whom containers run.
  const args = process.getuid() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: plan.chromium, args });
  for (const name of Object.keys(plan.pages)) {
    await checkGeometry(browser, name);
    await checkClicks(browser, name);
    await checkNames(browser, name);
    await checkSchemes(browser, name);
    await checkPaper(browser, name);
  }
  await checkContent(browser);
  await checkKeyboard(browser);
  await checkMouse(browser);
  await checkHostile(browser);
  if (plan.screenshots) await takePictures(browser);
  await browser.close();
  console.log(`${Object.keys(plan.pages).length} pages, ${checked} checks, ${failed} failed`);
  process.exit(failed > 0 || checked === 0 ? 1 : 0);
})();
