import type { JSX } from 'preact';
import type { Fruit } from '../i18n/messages.ts';

const leaf = <path class="leaf" d="M33 17c1-8 8-12 17-10-1 8-8 13-17 10z" />;
const stem = <path class="twig" d="M32 20c0-5 0-8-2-12" />;

/** The twenty fruits, drawn for 64 by 64: `f` is the nickname's colour, `d` a darker and `l` a lighter one of it. */
const PICTURES: Readonly<Record<Fruit, JSX.Element>> = {
  orange: (
    <>
      <circle class="f" cx="32" cy="37" r="21" />
      <path class="gloss" d="M19 37a13 13 0 0 1 8-12" />
      {stem}
      {leaf}
    </>
  ),
  apple: (
    <>
      <path
        class="f"
        d="M32 23c-4-5-19-6-21 9-2 14 8 26 15 26 3 0 4-1 6-1s3 1 6 1c7 0 17-12 15-26-2-15-17-14-21-9z"
      />
      <path class="gloss" d="M18 36c0-5 2-8 6-9" />
      <path class="twig" d="M32 23c0-6 1-10 4-14" />
      <path class="leaf" d="M37 14c4-6 10-7 15-4-3 6-9 8-15 4z" />
    </>
  ),
  pear: (
    <>
      <path
        class="f"
        d="M32 14c-5 0-8 4-8 9 0 8-11 12-11 22 0 9 8 14 19 14s19-5 19-14c0-10-11-14-11-22 0-5-3-9-8-9z"
      />
      <path class="gloss" d="M20 46c0-5 3-8 6-11" />
      <path class="twig" d="M32 14c0-4 1-6 4-9" />
      <path class="leaf" d="M36 9c4-4 9-4 13-1-4 4-9 5-13 1z" />
    </>
  ),
  peach: (
    <>
      <path
        class="f"
        d="M32 58c-13 0-23-9-23-21 0-10 8-16 15-16 4 0 6 2 8 4 2-2 4-4 8-4 7 0 15 6 15 16 0 12-10 21-23 21z"
      />
      <path class="line" d="M32 25c-6 8-7 18-3 26" />
      <path class="leaf" d="M31 22c-6-8-4-14 0-18 5 5 6 11 0 18z" />
      <path class="leaf" d="M33 22c3-8 9-10 15-9-2 7-8 10-15 9z" />
    </>
  ),
  plum: (
    <>
      <ellipse class="f" cx="32" cy="38" rx="19" ry="21" />
      <path class="line" d="M32 18c7 9 8 26 3 39" />
      <path class="gloss" d="M18 38c0-6 2-10 6-13" />
      <path class="twig" d="M32 18c-1-5-3-8-6-10" />
      <path class="leaf" d="M32 16c4-8 11-9 17-6-3 7-10 10-17 6z" />
    </>
  ),
  cherry: (
    <>
      <path class="twig" d="M20 37C22 24 30 14 42 8M45 35c1-10 0-19-3-27" />
      <path class="leaf" d="M42 8c-8-5-16-3-20 3 7 4 15 3 20-3z" />
      <circle class="f" cx="19" cy="46" r="13" />
      <circle class="f" cx="46" cy="44" r="13" />
      <path class="gloss" d="M11 46c0-4 2-6 5-8M38 44c0-4 2-6 5-8" />
    </>
  ),
  grape: (
    <>
      <path class="twig" d="M32 20V8" />
      <path class="leaf" d="M33 15c3-7 11-9 18-6-3 8-11 11-18 6z" />
      <circle class="d" cx="19" cy="27" r="9" />
      <circle class="f" cx="33" cy="25" r="9" />
      <circle class="d" cx="46" cy="28" r="9" />
      <circle class="f" cx="25" cy="38" r="9" />
      <circle class="d" cx="39" cy="39" r="9" />
      <circle class="f" cx="32" cy="51" r="9" />
    </>
  ),
  lemon: (
    <>
      <path
        class="f"
        d="M5 38c5-2 6-5 10-10 8-10 26-10 34 0 4 5 5 8 10 10-5 2-6 5-10 10-8 10-26 10-34 0-4-5-5-8-10-10z"
      />
      <path class="gloss" d="M19 37c2-6 6-9 11-9" />
      <path class="leaf" d="M34 18c2-8 9-11 17-8-2 8-9 11-17 8z" />
    </>
  ),
  melon: (
    <>
      <circle class="f" cx="32" cy="37" r="22" />
      <path class="stripe" d="M32 15v44M21 19c-6 10-6 26 0 36M43 19c6 10 6 26 0 36" />
      <path class="twig" d="M32 15c0-4 3-7 8-8" />
    </>
  ),
  mango: (
    <>
      <path class="f" d="M44 13c12 6 14 21 6 33S25 60 14 52 7 29 20 23s15-15 24-10z" />
      <path class="gloss" d="M17 42c-1-6 2-11 8-13" />
      <path class="twig" d="M44 13c1-3 2-5 5-7" />
      <path class="leaf" d="M44 12c-6-6-13-7-18-3 5 6 12 7 18 3z" />
    </>
  ),
  kiwi: (
    <>
      <circle class="d" cx="32" cy="34" r="25" />
      <circle class="f" cx="32" cy="34" r="21" />
      <ellipse class="l" cx="32" cy="34" rx="7" ry="8" />
      <path
        class="seed"
        d="M32 19v4M32 45v4M17 34h4M43 34h4M21 23l3 3M40 42l3 3M43 23l-3 3M24 42l-3 3"
      />
    </>
  ),
  fig: (
    <>
      <path class="f" d="M32 7c0 7 3 10 9 17 10 11 7 34-9 34S13 35 23 24c6-7 9-10 9-17z" />
      <path class="stripe" d="M32 18v39M25 27c-5 9-5 19-1 27M39 27c5 9 5 19 1 27" />
    </>
  ),
  lychee: (
    <>
      <circle class="f" cx="32" cy="38" r="21" />
      <path
        class="seed"
        d="M22 28l4 3 4-3M34 26l4 3 4-3M16 38l4 3 4-3M28 37l4 3 4-3M40 37l4 3 4-3M22 47l4 3 4-3M34 47l4 3 4-3"
      />
      <path class="twig" d="M32 17c0-5-1-8-4-11" />
      <path class="leaf" d="M32 15c4-8 11-9 18-6-3 7-10 10-18 6z" />
    </>
  ),
  banana: (
    <>
      <path class="f" d="M11 12c-3 28 13 46 41 45 5 0 6-6 2-8-20-5-30-18-33-39 0-5-9-4-10 2z" />
      <path class="line" d="M17 14c1 22 13 36 35 39" />
      <path class="d" d="M11 12c1-6 10-7 10-2l1 4-11 2z" />
    </>
  ),
  berry: (
    <>
      <path class="f" d="M32 59C19 52 9 39 12 27c3-9 13-8 20-4 7-4 17-5 20 4 3 12-7 25-20 32z" />
      <path class="seed light-seed" d="M22 32v3M32 31v3M42 32v3M27 41v3M37 41v3M32 50v2" />
      <path
        class="leaf"
        d="M32 25c-7 1-12-2-15-7 5-2 9-2 12 0 0-4 1-7 3-10 2 3 3 6 3 10 3-2 7-2 12 0-3 5-8 8-15 7z"
      />
    </>
  ),
  coconut: (
    <>
      <circle class="d" cx="32" cy="35" r="24" />
      <path class="f" d="M10 34a22 22 0 0 1 44 0z" />
      <circle class="l" cx="24" cy="25" r="3.5" />
      <circle class="l" cx="35" cy="22" r="3.5" />
      <circle class="l" cx="34" cy="31" r="3.5" />
    </>
  ),
  papaya: (
    <>
      <path class="f" d="M32 6c8 0 10 8 14 18 7 18 1 35-14 35S11 42 18 24C22 14 24 6 32 6z" />
      <path class="l" d="M32 24c5 0 10 8 10 17s-4 13-10 13-10-4-10-13 5-17 10-17z" />
      <path class="seed" d="M32 32v3M27 39v3M37 39v3M32 41v3M29 48v2M35 48v2" />
    </>
  ),
  guava: (
    <>
      <circle class="f" cx="32" cy="36" r="23" />
      <circle class="l" cx="32" cy="36" r="16" />
      <path
        class="seed"
        d="M32 26v3M32 43v3M22 36h3M39 36h3M25 29l2 2M37 41l2 2M39 29l-2 2M27 41l-2 2"
      />
      <path class="leaf" d="M33 14c3-7 9-9 15-6-2 6-8 9-15 6z" />
    </>
  ),
  pomelo: (
    <>
      <path class="f" d="M32 12c9 3 23 14 23 29 0 11-9 18-23 18S9 52 9 41c0-15 14-26 23-29z" />
      <path class="gloss" d="M17 42c0-7 4-12 9-16" />
      <path class="leaf" d="M32 14C28 7 20 5 12 8c3 8 12 11 20 6z" />
      <path class="leaf" d="M32 14c4-7 12-9 20-6-3 8-12 11-20 6z" />
    </>
  ),
  olive: (
    <>
      <path class="twig" d="M8 20c12-8 28-10 46-8" />
      <path class="leaf" d="M12 18C16 8 26 4 36 8 32 16 22 20 12 18z" />
      <ellipse class="f" cx="24" cy="42" rx="12" ry="17" />
      <ellipse class="d" cx="46" cy="36" rx="11" ry="15" />
      <path class="gloss" d="M17 42c0-5 1-8 3-10" />
    </>
  ),
};

/** A fruit in the current colour, without words: the words stand beside it. */
export function FruitPicture(props: { readonly fruit: Fruit }): JSX.Element {
  return (
    <svg class="fruit" viewBox="0 0 64 64" aria-hidden="true">
      {PICTURES[props.fruit]}
    </svg>
  );
}
