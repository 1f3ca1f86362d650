/** GraphiQL's own styles, without its fonts: they would weigh 0.4 MB, and the system's read as well. */
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "graphiql/graphiql.css";
import "../styles/tokens.css";
import "./graphiql.css";
