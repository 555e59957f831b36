/** The installer's live page: one file without outside parts; it asks `/health` every second and writes texts only as text. */
export function doctorPage(nonce: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>pindan doctor</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><main><header><h1>pindan doctor</h1><p id="head" role="status">asking the daemon…</p></header>
<table><thead><tr><th scope="col">Device</th><th scope="col">State</th><th scope="col">Last thing it said</th><th scope="col">What to do now</th></tr></thead><tbody id="devices"></tbody></table>
<h2>What happened</h2><ol id="notices"></ol></main>
<script nonce="${nonce}">${SCRIPT}</script></body></html>
`;
}

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--good:#1a7f37;--bad:#c4161c}
@media (prefers-color-scheme:dark){:root{--good:#4ac26b;--bad:#ff7b72}}
body{font:16px/1.45 system-ui,sans-serif;margin:0}main{max-width:1200px;margin:0 auto;padding:24px}
h1{margin:0;font-size:1.5rem}header p{margin:.25rem 0 1rem;opacity:.85}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.6rem .75rem;border-bottom:1px solid var(--line)}
td:first-child strong{display:block}td:first-child span{opacity:.75;font-size:.875rem;overflow-wrap:anywhere}
.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
.said{font-family:ui-monospace,monospace;font-size:.875rem;white-space:pre-wrap;overflow-wrap:anywhere}
.when{display:block;opacity:.7;font-family:system-ui;font-size:.8125rem}
form{margin:.5rem 0}input,button{font:inherit;padding:.25rem .5rem;margin:.125rem .25rem .125rem 0;max-width:100%}details{font-size:.8125rem;opacity:.85}ol{padding-left:1.25rem}li{margin:.25rem 0;overflow-wrap:anywhere}
`;

const SCRIPT = `
const el=(name,text,cls)=>{const made=document.createElement(name);if(text!==undefined)made.textContent=text;if(cls)made.className=cls;return made;};
const ago=(ms,now)=>{const s=Math.max(0,Math.round((now-ms)/1000));return s<60?s+' s ago':s<3600?Math.round(s/60)+' min ago':Math.round(s/3600)+' h ago';};
const opened=new Set();
let editing=false;
function portForm(device){
  const form=el('form');const label=el('label','port ');const input=el('input');input.value=device.where;input.size=48;
  input.addEventListener('focus',()=>{editing=true;});input.addEventListener('blur',()=>{editing=false;});
  const answer=el('span');answer.setAttribute('role','status');
  const set=async(where)=>{const reply=await fetch('/bindings',{method:'POST',body:JSON.stringify({role:device.role,id:device.id,where})});answer.textContent=reply.ok?' saved':' '+await reply.text();editing=false;};
  form.addEventListener('submit',(event)=>{event.preventDefault();set(input.value.trim());});
  const back=el('button','as in shop.json');back.type='button';back.addEventListener('click',()=>set(''));
  label.append(input);form.append(label,el('button','use this port'),back,answer);return form;
}
function testForm(device){
  const form=el('form');const button=el('button','print a test slip');const answer=el('span');answer.setAttribute('role','status');
  form.addEventListener('submit',async(event)=>{event.preventDefault();editing=true;answer.textContent=' printing…';
    const reply=await fetch('/test-slip',{method:'POST',body:JSON.stringify({printer:device.id})});
    answer.textContent=' '+(reply.ok?(await reply.json()).outcome:await reply.text());setTimeout(()=>{editing=false;},5000);});
  form.append(button,answer);return form;
}
function row(device,now){
  const tr=el('tr');const who=el('td');who.append(el('strong',device.role+' '+device.id),el('span',device.where));
  const details=el('details');const key=device.role+device.id;details.open=opened.has(key);
  details.addEventListener('toggle',()=>details.open?opened.add(key):opened.delete(key));
  if(['till','scanner','printer'].includes(device.role))details.append(portForm(device));
  if(device.role==='printer')details.append(testForm(device));
  details.append(el('summary','port and figures'),el('span',Object.entries(device.statistics).map(([n,v])=>n+' '+v).join(' · ')));who.append(details);
  const state=el('td');state.append(el('span',device.ok?'OK':'DOWN',device.ok?'good':'bad'),el('span',' '+device.state));
  const said=el('td');if(device.said!==undefined){said.append(el('span',device.said,'said'));if(device.saidAtMs!==undefined)said.append(el('span',ago(device.saidAtMs,now),'when'));}else said.append(el('span','nothing yet','when'));
  tr.append(who,state,said,el('td',device.advice??''));return tr;
}
async function look(){
  const head=document.getElementById('head');
  try{
    const report=await (await fetch('/health')).json();const now=Date.now();
    const down=report.devices.filter((device)=>!device.ok).length;
    head.textContent=report.process+' '+report.id+', version '+report.version+', up since '+new Date(report.upSinceMs).toLocaleString()+': '+(down===0?'everything works':down+' of '+report.devices.length+' need attention');
    head.className=down===0?'good':'bad';
    if(!editing)document.getElementById('devices').replaceChildren(...report.devices.map((device)=>row(device,now)));
    document.getElementById('notices').replaceChildren(...report.notices.toReversed().map((notice)=>el('li',new Date(notice.atMs).toLocaleTimeString()+' '+notice.code+': '+notice.text)));
  }catch{head.textContent='the daemon does not answer: start it with "pindan daemon" or "npm start"';head.className='bad';}
  setTimeout(look,1000);
}
look();
`;
