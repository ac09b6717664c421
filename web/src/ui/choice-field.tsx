import './choice-field.css';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Around, about, type Common } from './form.tsx';

export interface Choice {
  /** What is chosen by it; unique among the choices. */
  value: string;
  name: string;
  /** What stands beside the name, small; left out: nothing. */
  more?: string;
}

interface Props extends Common {
  /** What is chosen; empty: nothing, or what is the choice of that value. */
  value: string;
  /** What the chosen one is called; where a code is shown beside it, that is not its name. */
  name: string;
  set: (value: string) => void;
  /** What may be chosen once this much was typed, the likeliest first. */
  choices: (typed: string) => readonly Choice[];
  /** Told of what is typed, empty when the list closes. */
  typing?: (typed: string) => void;
  /** The value that a text typed in full is at once; undefined: choose from the list. */
  atOnce?: (typed: string) => string | undefined;
  /** Whether anything typed is taken as it is: while the list can't be had. */
  free?: boolean;
  /** Whether the list is still on its way: what was typed in full by then is taken when it comes. */
  waiting?: boolean;
  placeholder: string;
  /** What the list is called. */
  listed: string;
  /** What is said in place of an empty list. */
  none: (typed: string) => string;
}

/** One of many, chosen from a list by name: type a part of it, arrows, Enter. */
export function ChoiceField(props: Props) {
  const {
    value,
    name,
    set,
    choices,
    typing,
    atOnce,
    free = false,
    waiting = false,
    placeholder,
    listed,
    none,
    ...common
  } = props;
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const [left, setLeft] = useState(false);
  const open = typed !== null && !left;
  const options = choices(typed ?? '');
  const write = (text: string | null) => {
    setTyped(text);
    typing?.(text ?? '');
  };
  const take = (chosen: string | undefined) => {
    write(null);
    if (chosen !== undefined) set(chosen);
  };
  const type = (text: string) => {
    const known = atOnce?.(text.trim());
    if (known !== undefined) return take(known);
    // Emptied, none is chosen any more.
    if (free || text.trim() === '') set(text.trim());
    write(text);
    setActive(0);
  };
  // Whoever leaves the field has chosen what was typed in full.
  const leave = () => {
    const text = (typed ?? '').trim();
    if (text !== '' && waiting) return setLeft(true);
    setLeft(false);
    take(text === '' ? undefined : (atOnce?.(text) ?? options.find((o) => o.value === text)?.value));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the list has come
  useEffect(() => {
    if (left && !waiting) leave();
  }, [left, waiting]);
  const unfold = () => {
    write('');
    const at = options.findIndex((o) => o.value === value);
    setActive(Math.max(at, 0));
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (open) setActive(Math.min(Math.max(active + step, 0), options.length - 1));
      else unfold();
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      take(options[active]?.value);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      write(null);
    }
  };
  return (
    <Around id={id} {...common}>
      <div class="choice-field">
        <input
          id={id}
          class="field"
          role="combobox"
          autocomplete="off"
          aria-expanded={open}
          aria-controls={`${id}-options`}
          aria-activedescendant={open && options[active] ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          aria-invalid={Boolean(common.fault)}
          aria-describedby={about(id, common)}
          placeholder={placeholder}
          value={typed ?? name}
          onFocus={(event) => {
            setLeft(false);
            event.currentTarget.select();
          }}
          onClick={() => !open && unfold()}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKey}
          onBlur={leave}
        />
        {!open && value !== '' && name !== value && <span class="choice-code tiny soft figure">{value}</span>}
        <div id={`${id}-options`} role="listbox" aria-label={listed} class="choice-options" hidden={!open}>
          {open &&
            options.map((o, i) => <Option key={o.value} id={`${id}-${i}`} of={o} active={i === active} take={take} />)}
        </div>
        {open && options.length === 0 && (
          <p class="choice-options choice-none small soft" role="status">
            {none(typed.trim())}
          </p>
        )}
      </div>
    </Around>
  );
}

interface OptionProps {
  id: string;
  of: Choice;
  active: boolean;
  take: (value: string) => void;
}

function Option({ id, of, active, take }: OptionProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={row}
      id={id}
      role="option"
      tabIndex={-1}
      class="choice-option"
      aria-selected={active}
      // Before the field loses the focus.
      onMouseDown={(event) => {
        event.preventDefault();
        take(of.value);
      }}
    >
      <span>{of.name}</span>
      {of.more && <span class="tiny soft figure">{of.more}</span>}
    </div>
  );
}
