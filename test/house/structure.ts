import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync, Visitor } from 'vite';

/** A room is a folder that holds product code; a file's room is the folder it stands in. */
export interface FolderShape {
  readonly files: number;
  readonly rooms: number;
  /** Rooms on the longest way down through the imports of this folder; rooms in one circle count as one. */
  readonly roomLevels: number;
  /** Files on the longest way down. */
  readonly fileLevels: number;
  /** Imports between rooms that lie in one circle of rooms. */
  readonly arrowsUp: number;
}

export interface Structure {
  readonly files: number;
  readonly folders: Readonly<Record<string, FolderShape>>;
  /** Circles of files; imports of types count. */
  readonly circles: readonly (readonly string[])[];
  /** Functions of the product, the longest first. */
  readonly functions: readonly LongFunction[];
  /** Names that more than one file of the product exports. */
  readonly namesTwice: readonly { readonly name: string; readonly files: readonly string[] }[];
}

export interface LongFunction {
  readonly lines: number;
  readonly name: string;
  readonly file: string;
}

/**
 * Reads the product code of a checkout as it is imported: no tests, no simulators, no generated code.
 * @param root the checkout, a git clone
 */
export function measureStructure(root: string): Structure {
  const files = productFiles(root);
  const known = new Set(files);
  const imports = new Map<string, readonly string[]>();
  const exporters = new Map<string, Set<string>>();
  const functions: LongFunction[] = [];
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    const { program, module } = parseSync(file, text);
    const requests = [
      ...module.staticImports,
      ...module.staticExports.flatMap(({ entries }) => entries),
    ].flatMap(({ moduleRequest }) => moduleRequest?.value ?? []);
    const targets = requests
      .filter((request) => request.startsWith('.'))
      .map((request) => normalize(join(dirname(file), request)));
    imports.set(file, [
      ...new Set(targets.filter((target) => known.has(target) && target !== file)),
    ]);
    for (const { entries } of module.staticExports) {
      for (const { exportName } of entries) {
        if (typeof exportName.name !== 'string') continue;
        const names = exporters.get(exportName.name) ?? new Set();
        exporters.set(exportName.name, names.add(file));
      }
    }
    functions.push(...functionsIn(program, text).map((found) => ({ ...found, file })));
  }
  const folders = [...new Set(files.map(topOf))].toSorted();
  return {
    files: files.length,
    folders: Object.fromEntries(
      folders.map((folder) => [
        folder,
        shapeOf(
          files.filter((file) => topOf(file) === folder),
          imports,
        ),
      ]),
    ),
    circles: componentsOf(imports).filter((circle) => circle.length > 1),
    functions: functions.toSorted((a, b) => b.lines - a.lines),
    namesTwice: [...exporters]
      .filter(([, from]) => from.size > 1)
      .map(([name, from]) => ({ name, files: [...from] })),
  };
}

const topOf = (file: string): string => file.split('/')[0] ?? '';

function productFiles(root: string): readonly string[] {
  return execFileSync('git', ['ls-files', '-z', '*.ts', '*.tsx'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(
      (file) =>
        file.includes('/') &&
        existsSync(join(root, file)) &&
        !/\.(?:test|d|config)\.tsx?$/.test(file) &&
        !/(?:^|\/)(?:test|testing)\//.test(file),
    );
}

function shapeOf(
  files: readonly string[],
  imports: ReadonlyMap<string, readonly string[]>,
): FolderShape {
  const inside = new Set(files);
  const byFile = new Map(
    files.map((file) => [file, (imports.get(file) ?? []).filter((target) => inside.has(target))]),
  );
  const byRoom = new Map<string, string[]>();
  for (const [file, targets] of byFile) {
    const room = dirname(file);
    const others = targets.map((target) => dirname(target)).filter((other) => other !== room);
    byRoom.set(room, [...new Set([...(byRoom.get(room) ?? []), ...others])]);
  }
  const circles = componentsOf(byRoom).filter((circle) => circle.length > 1);
  return {
    files: files.length,
    rooms: byRoom.size,
    roomLevels: levelsOf(byRoom),
    fileLevels: levelsOf(byFile),
    arrowsUp: circles.reduce(
      (sum, circle) =>
        sum +
        circle.flatMap((room) => (byRoom.get(room) ?? []).filter((to) => circle.includes(to)))
          .length,
      0,
    ),
  };
}

/** Nodes on the longest way through the graph, each circle taken as one node. */
function levelsOf(graph: ReadonlyMap<string, readonly string[]>): number {
  const levels = new Map<string, number>();
  // Tarjan's order: a component comes after all that it points to.
  for (const component of componentsOf(graph)) {
    const below = component
      .flatMap((node) => graph.get(node) ?? [])
      .filter((target) => !component.includes(target))
      .map((target) => levels.get(target) ?? 0);
    const level = Math.max(0, ...below) + 1;
    for (const node of component) levels.set(node, level);
  }
  return Math.max(0, ...levels.values());
}

/** The strongly connected components. Source: Tarjan (1972), "Depth-first search and linear graph algorithms". */
function componentsOf(
  graph: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    stack.push(node);
    for (const target of graph.get(node) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) {
        low.set(node, Math.min(low.get(node) ?? 0, low.get(target) ?? 0));
      }
    }
    if (low.get(node) === index.get(node)) found.push(stack.splice(stack.indexOf(node)));
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

type Program = ReturnType<typeof parseSync>['program'];

function functionsIn(program: Program, text: string): readonly Omit<LongFunction, 'file'>[] {
  const lineEnds = [...text.matchAll(/\n/g)].map((match) => match.index);
  const lineOf = (offset: number): number => {
    let [low, high] = [0, lineEnds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((lineEnds[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
  const found: Omit<LongFunction, 'file'>[] = [];
  const note = (name: string, node: { readonly start: number; readonly end: number }): void => {
    found.push({ name, lines: lineOf(node.end) - lineOf(node.start) + 1 });
  };
  new Visitor({
    FunctionDeclaration: (node) => note(node.id?.name ?? 'function', node),
    MethodDefinition: (node) => note(text.slice(node.key.start, node.key.end), node),
    VariableDeclarator: (node) => {
      if (node.init?.type !== 'ArrowFunctionExpression') return;
      note(text.slice(node.id.start, node.id.end).split(':')[0] ?? '', node);
    },
  }).visit(program);
  return found;
}
