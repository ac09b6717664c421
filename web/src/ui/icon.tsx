/** Line icons in a box of 24, drawn with the colour of the text around them. */
const paths = {
  map: 'M9 4 3.5 6.5v13L9 17l6 3 5.5-2.5v-13L15 7 9 4ZM9 4v13M15 7v13',
  report: 'M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21ZM12 7v5M9.5 9.5h5',
  docs: 'M6 3.5h8L18.5 8v12.5H6v-17ZM14 3.5V8h4.5M9 12.5h6M9 16h6',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  keys: 'M3.5 6.5h17v11h-17zM7 10h.01M10.5 10h.01M14 10h.01M17.5 10h.01M8 14h8',
  close: 'M6 6l12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  whole: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  locate: 'M12 2.5v4M12 17.5v4M2.5 12h4M17.5 12h4M12 6.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 1 1 0-11ZM12 11.9v.2',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 1 1 0-13ZM15.5 15.5 21 21',
  check: 'M5 12.5 10 17.5 19.5 7',
  wait: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 1 1 0-17ZM12 7.5V12l3 2.5',
  wall: 'M3 4.5h18v12H3zM8.5 20h7M12 16.5V20M7 12.5l3-3 2.5 2L17 7.5',
  print: 'M7 9V3.5h10V9M7 17H4.5V9h15v8H17M7 14h10v6.5H7z',
  figures: 'M4 20h16M6.5 16.5v-6M12 16.5v-12M17.5 16.5V8',
  work: 'M4 13.5 6.5 5h11L20 13.500V19H4v-5.500ZM4 13.500h5l1.500 2.500h3l1.500-2.500h5',
  patrol: 'M12 3.500 19 6v5.500c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V6l7-2.500ZM8.500 12l2.500 2.500 4.500-5',
  manage: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 1 1 0-8ZM4.500 20.500c.6-4 3.500-6 7.500-6s6.900 2 7.500 6',
  copy: 'M9 8.5h10.5v12H9zM15 8.5V3.5H4.5v12H9',
  calendar: 'M4 6h16v14H4zM4 10.500h16M8.500 3.500v4M15.500 3.500v4',
} as const;

export type IconName = keyof typeof paths;

/** size is in pixels at the usual size of type, and grows with it. */
export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
  const rem = `${size / 16}rem`;
  return (
    <svg class="icon" width={rem} height={rem} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.75"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
