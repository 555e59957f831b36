let audio: AudioContext | undefined;

/** Two soft notes: a person who looks elsewhere hears that something waits for her. Silent where the machine has no sound or nobody
 *  has touched the screen yet (browsers forbid it then). */
export function chime(): void {
  try {
    audio ??= new AudioContext();
  } catch {
    // No sound device: the same thing is always shown as well.
    return;
  }
  const { currentTime: start, destination } = audio;
  for (const [index, hertz] of [659, 880].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = start + index * 0.16;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.15, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
    tone.connect(volume).connect(destination);
    tone.start(at);
    tone.stop(at + 0.32);
  }
}
