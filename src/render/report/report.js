(() => {
  'use strict';
  const stage = document.querySelector('.stage');
  const canvas = stage.querySelector('.canvas');
  const svg = canvas.querySelector('svg');
  const tools = document.querySelector('.tools');
  const natural = { width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height };
  let scale = 1;

  function zoom(wanted, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
    const before = scale;
    scale = Math.min(4, Math.max(0.2, wanted));
    const left = (canvas.scrollLeft + x) * (scale / before) - x;
    const top = (canvas.scrollTop + y) * (scale / before) - y;
    svg.setAttribute('width', Math.round(natural.width * scale));
    svg.setAttribute('height', Math.round(natural.height * scale));
    canvas.scrollTo(left, top);
  }
  // Text that is much smaller cannot be read; then there is more to scroll.
  function fit(least) {
    zoom(Math.min(1.25, Math.max(least, canvas.clientWidth / natural.width)));
    canvas.scrollTo(0, 0);
  }
  const zooms = { in: () => zoom(scale * 1.25), out: () => zoom(scale / 1.25), whole: () => fit(0.2) };

  function show(focused) {
    const id = decodeURIComponent(location.hash.slice(1));
    const part = id.startsWith('part-') ? document.getElementById(id) : null;
    for (const each of document.querySelectorAll('.part.shown')) each.classList.remove('shown');
    for (const link of canvas.querySelectorAll('a')) {
      if (part && link.getAttribute('href') === '#' + id) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    stage.classList.toggle('open', part !== null);
    if (!part) return;
    part.classList.add('shown');
    part.scrollTop = 0;
    if (focused) part.focus({ preventScroll: true });
    part.scrollIntoView({ block: 'nearest' });
  }
  function close() {
    const link = canvas.querySelector('a[aria-current]');
    history.pushState(null, '', '#picture');
    show(false);
    (link || canvas).focus();
  }

  document.documentElement.classList.add('scripted');
  tools.hidden = false;
  tools.addEventListener('click', (event) => {
    const how = event.target.dataset.zoom;
    if (how) zooms[how]();
  });
  for (const part of document.querySelectorAll('.part')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'close';
    button.textContent = 'Close';
    button.addEventListener('click', close);
    part.prepend(button);
  }
  window.addEventListener('hashchange', () => show(true));
  document.addEventListener('click', (event) => {
    // The same part again, which changes no address.
    const link = event.target.closest && event.target.closest('a[href^="#part-"]');
    if (link && link.getAttribute('href') === location.hash) show(true);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && stage.classList.contains('open')) close();
  });
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const zoomed = { '+': 'in', '=': 'in', '-': 'out', 0: 'whole' }[event.key];
    const moved = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
    if (zoomed) zooms[zoomed]();
    if (moved) canvas.scrollBy(...moved);
    if (zoomed || moved) event.preventDefault();
  });
  canvas.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const place = canvas.getBoundingClientRect();
    zoom(scale * Math.exp(-event.deltaY / 300), event.clientX - place.left, event.clientY - place.top);
  }, { passive: false });

  // A drag moves the picture; touch scrolls it by itself.
  let drag = null;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'mouse' || event.button !== 0) return;
    drag = { x: event.clientX, y: event.clientY, left: canvas.scrollLeft, top: canvas.scrollTop, moved: false };
  });
  window.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(dx, dy) < 5) return;
    drag.moved = true;
    canvas.classList.add('dragged');
    canvas.scrollTo(drag.left - dx, drag.top - dy);
  });
  window.addEventListener('pointerup', () => {
    canvas.classList.remove('dragged');
    setTimeout(() => { drag = null; }, 0);
  });
  canvas.addEventListener('click', (event) => {
    if (drag && drag.moved) event.preventDefault();
  }, true);
  canvas.addEventListener('dragstart', (event) => event.preventDefault());

  fit(0.55);
  show(false);
})();
