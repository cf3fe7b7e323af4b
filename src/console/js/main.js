import {Depot} from './depot.js';
import {text} from './dom.js';
import {meter} from './frames.js';
import {setPageDepot} from './page.js';
import {findServices} from './places.js';
import {alertSound} from './alarm-sound.js';
import {showBanners, showLinks, showMadeUp, showTabs} from './shell.js';
import {stopEverything} from './stop.js';
import {showStops} from './stop-banners.js';
import {themeSwitch} from './theme.js';
import {BaseView} from './views/base-view.js';
import {DispatchView} from './views/dispatch-view.js';
import {FleetView} from './views/fleet-view.js';
import {MapsView} from './views/maps-view.js';
import {ServicesView} from './views/services-view.js';
import {SessionsView} from './views/sessions-view.js';

const UPDATE_MS = 250; // between two updates of what is no drawing

const byId = id => document.getElementById(id);
const depot = new Depot(await findServices(location.href));
setPageDepot(depot);
const views = [new FleetView(depot), new DispatchView(depot), new BaseView(depot), new SessionsView(depot), new MapsView(depot),
  new ServicesView(depot)];
let shown = null;
let touched = false;
let updatedAt = 0;

/** Something changed: the view is updated soon, and not more often than four times a second. */
function touch() {
  if (touched) return;
  touched = true;
  setTimeout(() => {
    touched = false;
    updatedAt = performance.now();
    try {
      meter.measure(update);
    } catch (error) { // the next change tries again
      console.error('The view could not be updated', error);
    }
  }, Math.max(0, updatedAt + UPDATE_MS - performance.now()));
}

function update() {
  const news = depot.lookForAlarms();
  if (news.length && depot.links.discovery.state === 'live') {
    text(byId('announcer'), news.slice(0, 3).map(alarm => `${alarm.name}: ${alarm.text}`).join('. '));
  }
  const critical = depot.alarms.filter(alarm => alarm.critical).length;
  document.title = `${critical ? `(${critical}) ` : ''}${shown.title} – Depot`;
  text(byId('clock'), new Date().toLocaleTimeString('en-GB'));
  showTabs(views, shown, critical);
  showLinks(depot);
  showBanners(depot);
  showStops(depot);
  showMadeUp(depot);
  alertSound(depot.alarms);
  shown.update();
}

function route() {
  const view = views.find(each => `#${each.name}` === location.hash) ?? views[0];
  if (view === shown) return;
  shown?.hide();
  shown = view;
  document.body.classList.toggle('fixed', Boolean(view.fixed));
  byId('main').replaceChildren(view.element);
  view.show();
  update();
}

route();
themeSwitch(byId('theme'), () => {
  depot.palette.read();
  shown.map?.redraw();
});
byId('stop').addEventListener('click', () => stopEverything(depot));
addEventListener('hashchange', route);
addEventListener('resize', () => depot.palette.read());
addEventListener('online', () => depot.wake());
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && depot.wake());
depot.changed.on(touch);
depot.moved.on(() => shown.map?.redraw());
setInterval(touch, 1000); // ages grow by themselves
depot.start();
