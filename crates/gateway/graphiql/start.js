const welcome = `# Welcome to Guildhall.
#
# Sign in under "Headers", below, with a token of \`guildhall token --member EMAIL\`:
#   { "authorization": "Bearer …" }
#
# The book at the top left explains every type and field.

query WhoAmI {
  now
  viewer {
    __typename
  }
}
`;

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: welcome,
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: true,
  }),
);
