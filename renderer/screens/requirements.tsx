import type { ComponentChildren, JSX } from 'preact';
import type { KioskView, VisitView } from '../../contracts/socket.ts';
import { Button } from '../parts/button.tsx';
import { useSession, useWords } from '../parts/context.ts';
import { Scroller } from '../parts/scroller.tsx';
import { Stage, Title } from '../parts/stage.tsx';

type Requirements = VisitView['requirements'];
const PEOPLE = [2, 3, 4] as const;

/** Amounts worth asking for, in minor units: 5, 10 and 20 of the currency, or hundreds where it has no small money. */
export function savingSteps(minorDigits: number): readonly number[] {
  const unit = minorDigits === 0 ? 100 : 10 ** minorDigits;
  return [1, 5 * unit, 10 * unit, 20 * unit];
}

/** What she wants of a pool (个人拼单要求). Each tap counts at once. */
export function Requirements(props: {
  readonly view: KioskView;
  readonly visit: VisitView;
}): JSX.Element {
  const session = useSession();
  const { t, money, text } = useWords();
  const { requirements } = props.visit;
  const { meetingPoints, minorDigits } = props.view;
  const want = (change: Partial<Requirements>) => () =>
    void session.send({ kind: 'requirements', requirements: { ...requirements, ...change } });
  const places = requirements.meetingPoints;
  const toggle = (id: KioskView['meetingPoints'][number]['id']) => {
    const chosen = places === 'any' ? [] : places;
    const next = chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id];
    return want({ meetingPoints: next.length === 0 ? 'any' : next });
  };
  return (
    <Stage
      name="requirements"
      show={
        <>
          <Title>{t.requirements.title}</Title>
          <p class="lead">{t.requirements.line}</p>
        </>
      }
      act={
        <>
          <Scroller id="requirement-list" label={t.requirements.title}>
            <Choice label={t.requirements.people}>
              {PEOPLE.map((count) => (
                <Button
                  key={count}
                  id={`people-${String(count)}`}
                  isPressed={requirements.maxGroupSize === count}
                  onPress={want({ maxGroupSize: count })}
                >
                  {t.requirements.upTo(count)}
                </Button>
              ))}
            </Choice>
            <Choice label={t.requirements.saving}>
              {savingSteps(minorDigits).map((amountMinor) => (
                <Button
                  key={amountMinor}
                  id={`saving-${String(amountMinor)}`}
                  isPressed={requirements.minSavingMinor === amountMinor}
                  onPress={want({ minSavingMinor: amountMinor })}
                >
                  {amountMinor === 1
                    ? t.requirements.anySaving
                    : t.requirements.atLeast(money.short(amountMinor))}
                </Button>
              ))}
            </Choice>
            <Choice label={t.requirements.place}>
              <Button
                id="place-any"
                isPressed={places === 'any'}
                onPress={want({ meetingPoints: 'any' })}
              >
                {t.requirements.anyPlace}
              </Button>
              {meetingPoints.map((point) => (
                <Button
                  key={point.id}
                  id={`place-${point.id}`}
                  isPressed={places !== 'any' && places.includes(point.id)}
                  onPress={toggle(point.id)}
                >
                  {text(point.name)}
                </Button>
              ))}
            </Choice>
          </Scroller>
          <Button id="done" look="main" onPress={() => session.navigate({ kind: 'home' })}>
            {t.requirements.done}
          </Button>
        </>
      }
    />
  );
}

function Choice(props: {
  readonly label: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <fieldset class="choice">
      <legend>{props.label}</legend>
      <div class="choices">{props.children}</div>
    </fieldset>
  );
}
