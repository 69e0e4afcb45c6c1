// Shows what people were written. The token stays in this page.
const query = `query Letters($to: String, $after: String) {
  letters(to: $to, first: 50, after: $after) {
    edges { node { id to name subject html invitation status writtenAt problem } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const element = (id) => document.getElementById(id);
let cursor = null;

async function ask(after) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${element("token").value.trim()}` },
    body: JSON.stringify({ query, variables: { to: element("to").value || null, after } }),
  });
  const { data, errors } = await response.json();
  element("problem").textContent = errors ? errors[0].message : "";
  return data?.letters;
}

function line(letter) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const about = document.createElement("small");
  item.className = letter.status;
  button.textContent = letter.subject;
  about.textContent = `${letter.name} <${letter.to}> · ${letter.writtenAt} · ${letter.problem ?? letter.status.toLowerCase()}`;
  button.append(about);
  button.onclick = () => {
    document.querySelector("[aria-current]")?.removeAttribute("aria-current");
    button.setAttribute("aria-current", "true");
    element("letter").srcdoc = letter.html;
    enclose(letter.invitation);
  };
  item.append(button);
  return item;
}

// The invitation that travels with the letter, to be saved and opened in a calendar.
function enclose(invitation) {
  const link = element("invitation");
  URL.revokeObjectURL(link.href);
  link.hidden = !invitation;
  if (invitation) link.href = URL.createObjectURL(new Blob([invitation], { type: "text/calendar" }));
}

async function show(after) {
  const page = await ask(after);
  if (!page) return;
  if (!after) element("letters").replaceChildren();
  element("letters").append(...page.edges.map(({ node }) => line(node)));
  if (!after && page.edges.length === 0) element("problem").textContent = "Nobody was written.";
  cursor = page.pageInfo.endCursor;
  element("older").hidden = !page.pageInfo.hasNextPage;
}

element("ask").onsubmit = (event) => {
  event.preventDefault();
  show(null);
};
element("older").onclick = () => show(cursor);
