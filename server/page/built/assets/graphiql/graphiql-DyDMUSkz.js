import{r as e}from"./rolldown-runtime-XKyaHtl9.js";import{c as t,cr as n,dr as r,fr as i,i as a,lr as o,mr as s,n as c,pr as ee,r as te,sr as ne,t as l,ur as u}from"./libraries-CHhXe-Jy.js";var d=e(ne(),1),re=a(),f=`footfall.token`,ie=250,p=ae(),m=u(p??sessionStorage.getItem(f)),h=u(m.value===null),g=u(null),_=new BroadcastChannel(`footfall.session`);_.onmessage=({data:e})=>{e.is===`asking`&&m.value!==null&&C({is:`signed in`,token:m.value}),e.is===`signed in`&&m.value===null&&x(e.token),e.is===`signed out`&&m.value!==null&&S(`You signed out in another tab.`)},h.value&&(C({is:`asking`}),setTimeout(()=>{h.value=!1},ie));function v(e){x(e),C({is:`signed in`,token:e})}function y(){S(null),C({is:`signed out`})}function b(){m.value!==null&&S(m.value===p?`The sign-in that came with the address has ended, or was never valid.`:`Your sign-in has ended. Sign in again.`)}function x(e){sessionStorage.setItem(f,e),g.value=null,m.value=e}function S(e){sessionStorage.removeItem(f),g.value=e,m.value=null}function C(e){_.postMessage(e)}function ae(){let e=new URLSearchParams(location.hash.slice(1)).get(`token`);return e?(history.replaceState(history.state,``,location.pathname+location.search),sessionStorage.setItem(f,e),e):null}var oe=[`auto`,`light`,`dark`],w=`footfall.theme`,T=u(E(localStorage.getItem(w)));o(()=>{let e=document.documentElement.dataset;T.value===`auto`?delete e.theme:e.theme=T.value}),addEventListener(`storage`,({key:e,newValue:t})=>{e===w&&(T.value=E(t))});function E(e){return oe.find(t=>t===e)??`auto`}var D=class e extends Error{code;details;constructor(e,t={}){super(e),this.name=`Failure`,this.code=t.code??`UNREACHABLE`,this.details=t}static of(t){return new e(t.message,{...t.extensions,code:t.extensions?.code??`INTERNAL`})}static unreachable(){return new e(`The server does not answer.`)}get mayPass(){return[`UNREACHABLE`,`TEMPORARILY_UNAVAILABLE`,`RATE_LIMITED`,`INTERNAL`].includes(this.code)}};function O(e){switch(e.code){case`UNREACHABLE`:return`The server does not answer. Check that it runs and that you are online.`;case`TEMPORARILY_UNAVAILABLE`:return`The server cannot answer this at the moment. It usually can a few seconds later.`;case`RATE_LIMITED`:return`Too many questions in a minute. Try again in ${Math.ceil(e.details.retryAfter??60)} seconds.`;case`UNAUTHENTICATED`:return`Your sign-in has ended. Sign in again.`;case`FORBIDDEN`:return`This key may not read reports. Ask for one that has at least the role VIEWER.`;case`NOT_FOUND`:return`This does not exist, or it belongs to another account.`;case`INTERNAL`:return`Something went wrong in the server; its log says more.`;default:return`${e.message.charAt(0).toUpperCase()}${e.message.slice(1)}.`}}async function k(e,t,{signal:n,bearer:r=m.value}={}){let i=await A(e.toString(),t,r,n),a=i.errors?.[0];if(a){let e=D.of(a);throw e.code===`UNAUTHENTICATED`&&r===m.value&&b(),e}if(!i.data)throw D.unreachable();return i.data}async function A(e,t,n,r){try{return await(await fetch(`/graphql`,{method:`POST`,headers:{authorization:`Bearer ${n??``}`,"content-type":`application/json`},body:JSON.stringify({query:e,variables:t}),...r&&{signal:r}})).json()}catch(e){throw r?.aborted?e:D.unreachable()}}var j=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}};new j(`
    fragment Count on ContactGroup {
  id
  count
}
    `,{fragmentName:`Count`}),new j(`
    fragment ContactFlowRow on ContactFlow {
  id
  element {
    id
    key
  }
  reached {
    ...Count
  }
  wereHere {
    ...Count
  }
  hereNow {
    ...Count
  }
  waiting {
    ...Count
  }
  achieved {
    ...Count
  }
  conversionRate
  failed {
    ...Count
  }
  skipped {
    ...Count
  }
  totalVisitors
  message {
    id
    sent {
      ...Count
    }
    delivered {
      ...Count
    }
    opened {
      ...Count
    }
    clicked {
      ...Count
    }
    bounced {
      ...Count
    }
    unsubscribed {
      ...Count
    }
    complained {
      ...Count
    }
    openRate
    clickRate
    unsubscribeRate
    complaintRate
    links {
      id
      index
      url
      clicked {
        ...Count
      }
      totalClicks
    }
  }
}
    fragment Count on ContactGroup {
  id
  count
}`,{fragmentName:`ContactFlowRow`}),new j(`
    fragment ConnectorFlowRow on ConnectorFlow {
  id
  connector {
    id
    key
  }
  passed {
    ...Count
  }
  share
}
    fragment Count on ContactGroup {
  id
  count
}`,{fragmentName:`ConnectorFlowRow`}),new j(`
    fragment FunnelStageRow on FunnelStage {
  id
  element {
    id
    key
  }
  contacts {
    ...Count
  }
  overallRate
}
    fragment Count on ContactGroup {
  id
  count
}`,{fragmentName:`FunnelStageRow`}),new j(`
    fragment FunnelStepRow on FunnelStep {
  id
  from {
    id
    key
  }
  to {
    id
    key
  }
  eligible {
    ...Count
  }
  converted {
    ...Count
  }
  rate
}
    fragment Count on ContactGroup {
  id
  count
}`,{fragmentName:`FunnelStepRow`}),new j(`
    fragment Worth on Money {
  amount
  currency
}
    `,{fragmentName:`Worth`}),new j(`
    fragment LifetimeValueRow on LifetimeValue {
  id
  element {
    id
    key
  }
  contacts {
    ...Count
  }
  total {
    ...Worth
  }
  average {
    ...Worth
  }
  buyers {
    ...Count
  }
  averagePerBuyer {
    ...Worth
  }
}
    fragment Count on ContactGroup {
  id
  count
}
fragment Worth on Money {
  amount
  currency
}`,{fragmentName:`LifetimeValueRow`}),new j(`
    fragment GoalRateRow on GoalConversionRate {
  id
  element {
    id
    key
  }
  reached {
    ...Count
  }
  converted {
    ...Count
  }
  rate
}
    fragment Count on ContactGroup {
  id
  count
}`,{fragmentName:`GoalRateRow`}),new j(`
    fragment GoalPointRow on GoalConversionPoint {
  id
  element {
    id
    key
  }
  contacts {
    ...Count
  }
  share
}
    fragment Count on ContactGroup {
  id
  count
}`,{fragmentName:`GoalPointRow`}),new j(`
    fragment GoalTimeRow on GoalConversionTime {
  id
  element {
    id
    key
  }
  converted {
    ...Count
  }
  meanSeconds
  medianSeconds
  fastestSeconds
  slowestSeconds
}
    fragment Count on ContactGroup {
  id
  count
}`,{fragmentName:`GoalTimeRow`}),new j(`
    fragment Person on Contact {
  id
  key
  email
  name
  createdAt
  tags
  firstTouch {
    source
  }
  lifetimeValue {
    ...Worth
  }
}
    fragment Worth on Money {
  amount
  currency
}`,{fragmentName:`Person`}),new j(`
    query Automations($search: String, $after: String) {
  automations(first: 30, after: $after, search: $search) {
    totalCount
    edges {
      node {
        id
        key
        name
        status
        version
        createdAt
        publishedAt
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `),new j(`
    query Group($group: ID!) {
  contactGroup(id: $group) {
    ...Count
  }
}
    fragment Count on ContactGroup {
  id
  count
}`),new j(`
    subscription MapUpdates($automation: ID!, $report: ReportType!, $goal: String, $filter: ReportFilter) {
  mapUpdates(
    automation: $automation
    report: $report
    goal: $goal
    filter: $filter
    minIntervalMs: 250
  ) {
    snapshot
    version
    asOf
    cohort {
      ...Count
    }
    changed {
      __typename
      ... on ContactFlowReport {
        elements {
          ...ContactFlowRow
        }
        connectors {
          ...ConnectorFlowRow
        }
      }
      ... on FunnelConversionReport {
        stages {
          ...FunnelStageRow
        }
        steps {
          ...FunnelStepRow
        }
      }
      ... on LifetimeValueReport {
        worth: elements {
          ...LifetimeValueRow
        }
      }
      ... on GoalConversionRateReport {
        rates: elements {
          ...GoalRateRow
        }
      }
      ... on GoalConversionPointReport {
        goal {
          id
          key
        }
        achieved {
          ...Count
        }
        points {
          ...GoalPointRow
        }
        emails {
          ...GoalPointRow
        }
      }
      ... on GoalConversionTimeReport {
        times: elements {
          ...GoalTimeRow
        }
      }
    }
  }
}
    fragment Count on ContactGroup {
  id
  count
}
fragment Worth on Money {
  amount
  currency
}
fragment ContactFlowRow on ContactFlow {
  id
  element {
    id
    key
  }
  reached {
    ...Count
  }
  wereHere {
    ...Count
  }
  hereNow {
    ...Count
  }
  waiting {
    ...Count
  }
  achieved {
    ...Count
  }
  conversionRate
  failed {
    ...Count
  }
  skipped {
    ...Count
  }
  totalVisitors
  message {
    id
    sent {
      ...Count
    }
    delivered {
      ...Count
    }
    opened {
      ...Count
    }
    clicked {
      ...Count
    }
    bounced {
      ...Count
    }
    unsubscribed {
      ...Count
    }
    complained {
      ...Count
    }
    openRate
    clickRate
    unsubscribeRate
    complaintRate
    links {
      id
      index
      url
      clicked {
        ...Count
      }
      totalClicks
    }
  }
}
fragment ConnectorFlowRow on ConnectorFlow {
  id
  connector {
    id
    key
  }
  passed {
    ...Count
  }
  share
}
fragment FunnelStageRow on FunnelStage {
  id
  element {
    id
    key
  }
  contacts {
    ...Count
  }
  overallRate
}
fragment FunnelStepRow on FunnelStep {
  id
  from {
    id
    key
  }
  to {
    id
    key
  }
  eligible {
    ...Count
  }
  converted {
    ...Count
  }
  rate
}
fragment LifetimeValueRow on LifetimeValue {
  id
  element {
    id
    key
  }
  contacts {
    ...Count
  }
  total {
    ...Worth
  }
  average {
    ...Worth
  }
  buyers {
    ...Count
  }
  averagePerBuyer {
    ...Worth
  }
}
fragment GoalRateRow on GoalConversionRate {
  id
  element {
    id
    key
  }
  reached {
    ...Count
  }
  converted {
    ...Count
  }
  rate
}
fragment GoalPointRow on GoalConversionPoint {
  id
  element {
    id
    key
  }
  contacts {
    ...Count
  }
  share
}
fragment GoalTimeRow on GoalConversionTime {
  id
  element {
    id
    key
  }
  converted {
    ...Count
  }
  meanSeconds
  medianSeconds
  fastestSeconds
  slowestSeconds
}`),new j(`
    subscription ContactMoves($automation: ID!) {
  contactMoves(automation: $automation, perSecond: 12) {
    event
    contact {
      id
    }
    element {
      id
      key
    }
    from {
      id
      key
    }
    connector {
      id
      key
    }
  }
}
    `),new j(`
    query AutomationMap($key: String!) {
  automationByKey(key: $key) {
    id
    key
    name
    status
    version
    timeZone
    createdAt
    publishedAt
    elements {
      id
      key
      kind
      family
      name
      links
      exit
      position {
        x
        y
      }
    }
    connectors {
      id
      key
      label
      weight
      source {
        id
        key
      }
      target {
        id
        key
      }
    }
    draft {
      name
      timeZone
      savedAt
      elements {
        key
        kind
        name
        links
        exit
        position {
          x
          y
        }
      }
      connectors {
        key
        source
        target
        label
        weight
      }
      problems {
        severity
        code
        message
        element
        connector
      }
    }
  }
}
    `),new j(`
    query People($group: ID!, $first: Int!, $after: String, $order: ContactOrder!) {
  contactGroup(id: $group) {
    id
    count
    contacts(first: $first, after: $after, orderBy: $order) {
      totalCount
      edges {
        cursor
        node {
          ...Person
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment Worth on Money {
  amount
  currency
}
fragment Person on Contact {
  id
  key
  email
  name
  createdAt
  tags
  firstTouch {
    source
  }
  lifetimeValue {
    ...Worth
  }
}`),new j(`
    query PathOfContact($automation: ID!, $contact: ID!, $after: String) {
  contact(id: $contact) {
    ...Person
    lastTouch {
      source
    }
  }
  automation(id: $automation) {
    id
    contactPath(contact: $contact) {
      id
      addedAt
      hereNow {
        id
        key
        name
      }
      steps(first: 100, after: $after) {
        totalCount
        edges {
          node {
            at
            event
            detail
            element {
              id
              key
              name
            }
            from {
              id
              key
              name
            }
            connector {
              id
              key
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    fragment Worth on Money {
  amount
  currency
}
fragment Person on Contact {
  id
  key
  email
  name
  createdAt
  tags
  firstTouch {
    source
  }
  lifetimeValue {
    ...Worth
  }
}`),new j(`
    query Sources($automation: ID!, $model: AttributionModel!, $dimension: TrackingDimension!, $within: ID, $filter: ReportFilter, $first: Int! = 100) {
  automation(id: $automation) {
    id
    tracking(
      model: $model
      dimension: $dimension
      within: $within
      filter: $filter
      first: $first
    ) {
      total {
        ...Count
      }
      others {
        ...Count
      }
      distinct
      rows {
        id
        value
        share
        contacts {
          ...Count
        }
        lifetimeValue {
          ...Worth
        }
      }
    }
  }
}
    fragment Count on ContactGroup {
  id
  count
}
fragment Worth on Money {
  amount
  currency
}`),new j(`
    query Overlap($groups: [ID!]!) {
  overlap(groups: $groups) {
    groups
    contacts {
      ...Count
    }
  }
  nodes(ids: $groups) {
    id
    ... on ContactGroup {
      count
    }
  }
}
    fragment Count on ContactGroup {
  id
  count
}`);var M=new j(`
    mutation SignIn($seconds: Int!) {
  createAccessToken(role: VIEWER, ttlSeconds: $seconds) {
    token
    expiresAt
  }
}
    `);new j(`
    query Viewer {
  viewer {
    account {
      id
      key
      name
      plan
      currency
      timeZone
    }
    role
    features {
      key
      available
      requiredPlan
    }
  }
}
    `);function N(e){let t=e.trim(),n=t.includes(`#token=`)?t.slice(t.indexOf(`#`)+1):null;return n===null?t:new URLSearchParams(n).get(`token`)??``}var P=e=>/^[\x21-\x7e]+$/.test(e),F=`This key or token is not valid.`;function I(e){return e.code===`UNAUTHENTICATED`?F:O(e)}var L=86400;function R(){let[e,t]=r(null),[n,i]=r(!1);async function a(e){let n=N(e);if(!P(n))return t(F);i(!0),t(null);try{let{createAccessToken:e}=await k(M,{seconds:L},{bearer:n});v(e.token)}catch(e){if(!(e instanceof D))throw e;t(I(e)),i(!1)}}return{refusal:e,isBusy:n,signInWith:a,forgive:()=>t(null)}}function z(){return c(`header`,{class:`bar`,children:[c(`a`,{href:`/`,children:`Footfall`}),m.value===null?h.value?null:c(B,{}):c(se,{})]})}function B(){let[e,t]=r(``),{refusal:n,isBusy:i,signInWith:a}=R();function o(t){t.preventDefault(),a(e)}return c(`form`,{onSubmit:o,children:[c(`label`,{children:[`API key or access token`,c(`input`,{type:`password`,autocomplete:`off`,required:!0,value:e,onInput:e=>t(e.currentTarget.value)})]}),c(`button`,{type:`submit`,disabled:i,children:`Sign in`}),c(`span`,{role:`status`,children:n??g.value})]})}function se(){return c(i,{children:[c(`span`,{role:`status`,children:`Signed in to read. To do more, write an Authorization header under Headers.`}),c(`button`,{type:`button`,onClick:y,children:`Sign out`})]})}var V=`IntrospectionQuery`,H=q(`Sign in above, or write an Authorization header under Headers.`),U=q(`This server does not tell its schema (FOOTFALL_INTROSPECTION=false), so nothing is completed or documented here. Operations run as ever.`);function W(e){return(n,{headers:r,documentAST:i}={})=>{let a=new Headers(e?{authorization:`Bearer ${e}`}:{});for(let[e,t]of Object.entries(r??{}))a.set(e,String(t));return a.has(`authorization`)?(i&&t(i,n.operationName))?.operation===`subscription`?K(n,a):G(n,a,e):H}}async function G(e,t,n){t.set(`accept`,`application/graphql-response+json, application/json;q=0.9`),t.set(`content-type`,`application/json`);let r=await(await fetch(`/graphql`,{method:`POST`,headers:t,body:JSON.stringify(e)})).json(),i=r.errors?.[0]?.extensions?.code;return i===`UNAUTHENTICATED`&&t.get(`authorization`)===`Bearer ${n}`&&b(),e.operationName===V&&i===`GRAPHQL_VALIDATION_FAILED`?U:r}async function*K({query:e,operationName:t,variables:n},r){let i=l({url:`${location.origin.replace(/^http/,`ws`)}/graphql`,connectionParams:Object.fromEntries(r)});try{yield*i.iterate({query:e,operationName:t,variables:n})}catch(e){throw e instanceof CloseEvent?Error(`The socket was closed: ${e.code} ${e.reason}`):e}}function q(e){return{errors:[{message:e}]}}var ce=`# Ctrl-Enter runs it, Ctrl-Space completes it.

query Automations {
  viewer {
    role
    account { name plan }
  }
  automations(first: 10) {
    edges { node { key name status } }
  }
}
`,J={},le=new URLSearchParams(location.search),[Y,X,Z]=[`query`,`variables`,`operationName`].map(e=>le.get(e));Y&&(J.initialQuery=Y),X&&(J.initialVariables=X),Z&&(J.operationName=Z);var ue=(0,re.createRoot)($(`graphiql`));ee(s(z,null),$(`bar`));var Q=n(()=>W(m.value));o(()=>{ue.render((0,d.createElement)(te,{fetcher:Q.value,forcedTheme:T.value===`auto`?`system`:T.value,defaultQuery:ce,inputValueDeprecation:!0,schemaDescription:!0,shouldPersistHeaders:!1,plugins:[],...J}))});function $(e){let t=document.getElementById(e);if(!t)throw Error(`the document has no #${e}`);return t}