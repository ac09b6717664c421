import { signal } from '@preact/signals';

/** Whether the page is a wall display: nothing but the map, the clock and the figures, to be read from afar. */
export const onWall = signal(false);

/** The link's word for it. */
export const wallQuery = 'wall=1';
export const openWall = (query: string) => {
  onWall.value = new URLSearchParams(query).get('wall') === '1';
};

/** Turns the page into a wall display. Only a key or a click may fill the screen; a link opens it in the window. */
export function enterWall(): void {
  onWall.value = true;
  fillScreen();
}

export function fillScreen(): void {
  // Where the browser refuses, the wall fills the window.
  document.documentElement.requestFullscreen?.().catch(() => {});
}

export function leaveWall(): void {
  onWall.value = false;
  if (document.fullscreenElement) void document.exitFullscreen();
}

/** Whoever leaves the full screen (Escape never reaches the page then) leaves the wall. Until the returned function is called. */
export function followScreen(): () => void {
  let full = false;
  const changed = () => {
    if (full && !document.fullscreenElement) leaveWall();
    full = document.fullscreenElement !== null;
  };
  document.addEventListener('fullscreenchange', changed);
  return () => document.removeEventListener('fullscreenchange', changed);
}
