import{r as e}from"./rolldown-runtime-XKyaHtl9.js";import{c as t,cr as n,dr as r,fr as i,i as a,lr as o,mr as ee,n as s,pr as c,r as te,sr as ne,t as re,ur as l}from"./libraries-CHhXe-Jy.js";var ie=e(ne(),1),u=a(),d=`footfall.token`,ae=250,f=C(),p=l(f??sessionStorage.getItem(d)),m=l(p.value===null),h=l(null),g=new BroadcastChannel(`footfall.session`);g.onmessage=({data:e})=>{e.is===`asking`&&p.value!==null&&S({is:`signed in`,token:p.value}),e.is===`signed in`&&p.value===null&&b(e.token),e.is===`signed out`&&p.value!==null&&x(`You signed out in another tab.`)},addEventListener(`hashchange`,()=>{C()!==null&&location.reload()}),m.value&&(S({is:`asking`}),setTimeout(()=>{m.value=!1},ae));function _(e){b(e),S({is:`signed in`,token:e})}function v(){x(null),S({is:`signed out`})}function y(){p.value!==null&&x(p.value===f?`The sign-in that came with the address has ended, or was never valid.`:`Your sign-in has ended. Sign in again.`)}function b(e){sessionStorage.setItem(d,e),h.value=null,p.value=e}function x(e){sessionStorage.removeItem(d),h.value=e,p.value=null}function S(e){g.postMessage(e)}function C(){let e=new URLSearchParams(location.hash.slice(1)).get(`token`);return e?(history.replaceState(history.state,``,location.pathname+location.search),sessionStorage.setItem(d,e),e):null}var oe=[`auto`,`light`,`dark`],w=`footfall.theme`,T=l(E(localStorage.getItem(w)));o(()=>{let e=document.documentElement.dataset;T.value===`auto`?delete e.theme:e.theme=T.value}),addEventListener(`storage`,({key:e,newValue:t})=>{e===w&&(T.value=E(t))});function E(e){return oe.find(t=>t===e)??`auto`}var D=class e extends Error{code;details;constructor(e,t={}){super(e),this.name=`Failure`,this.code=t.code??`UNREACHABLE`,this.details=t}static of(t){return new e(t.message,{...t.extensions,code:t.extensions?.code??`INTERNAL`})}static unreachable(){return new e(`The server does not answer.`)}get mayPass(){return![`BAD_USER_INPUT`,`CONFLICT`,`FORBIDDEN`,`PLAN_REQUIRED`,`UNAUTHENTICATED`].includes(this.code)}},O=[[`filter.triggers`,`This map has no trigger that the filter asks for. Take it out of the filter.`],[`filter.group`,`The group that the filter asks for is gone, or belongs to another account. Take it out.`]];function k(e){switch(e.code){case`UNREACHABLE`:return`The server does not answer. Check that it runs and that you are online.`;case`TEMPORARILY_UNAVAILABLE`:return`The server cannot answer this at the moment. It usually can a few seconds later.`;case`RATE_LIMITED`:return`Too many questions in a minute. Try again in ${Math.ceil(e.details.retryAfter??60)} seconds.`;case`UNAUTHENTICATED`:return`Your sign-in has ended. Sign in again.`;case`INTERNAL`:return`Something went wrong in the server; its log says more.`;default:return A(e)??j(e.message)}}function A({details:{argument:e=``}}){return O.find(([t])=>e.startsWith(t))?.[1]??null}function j(e){return`${e.charAt(0).toUpperCase()}${e.slice(1)}.`}async function M(e,t,{signal:n,bearer:r=p.value}={}){let i=await N(e.toString(),t,r,n),a=i.errors?.[0];if(a){let e=D.of(a);throw e.code===`UNAUTHENTICATED`&&r===p.value&&y(),e}if(!i.data)throw D.unreachable();return i.data}async function N(e,t,n,r){try{return await(await fetch(`/graphql`,{method:`POST`,headers:{authorization:`Bearer ${n??``}`,"content-type":`application/json`},body:JSON.stringify({query:e,variables:t}),...r&&{signal:r}})).json()}catch(e){throw r?.aborted?e:D.unreachable()}}var P=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}};new P(`
    fragment JobState on Job {
  id
  kind
  subject
  status
  total
  succeeded
  skipped
  failed
  createdAt
  finishedAt
  reasons {
    code
    message
    count
  }
  downloadUrl
}
    `,{fragmentName:`JobState`}),new P(`
    fragment Count on ContactGroup {
  id
  count
}
    `,{fragmentName:`Count`}),new P(`
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
}`,{fragmentName:`ContactFlowRow`}),new P(`
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
}`,{fragmentName:`ConnectorFlowRow`}),new P(`
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
}`,{fragmentName:`FunnelStageRow`}),new P(`
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
}`,{fragmentName:`FunnelStepRow`}),new P(`
    fragment Worth on Money {
  amount
  currency
}
    `,{fragmentName:`Worth`}),new P(`
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
}`,{fragmentName:`LifetimeValueRow`}),new P(`
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
}`,{fragmentName:`GoalRateRow`}),new P(`
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
}`,{fragmentName:`GoalPointRow`}),new P(`
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
}`,{fragmentName:`GoalTimeRow`}),new P(`
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
}`,{fragmentName:`Person`}),new P(`
    fragment Saved on SavedGroup {
  id
  name
  mode
  createdAt
  group {
    ...Count
  }
}
    fragment Count on ContactGroup {
  id
  count
}`,{fragmentName:`Saved`}),new P(`
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
        timeZone
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
    `),new P(`
    query Triggers($key: String!) {
  automationByKey(key: $key) {
    id
    key
    elements(kinds: [TRIGGER]) {
      id
      key
      name
    }
  }
}
    `),new P(`
    query Group($group: ID!) {
  contactGroup(id: $group) {
    ...Count
  }
}
    fragment Count on ContactGroup {
  id
  count
}`),new P(`
    query Jobs($after: String) {
  jobs(first: 20, after: $after) {
    totalCount
    edges {
      node {
        ...JobState
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment JobState on Job {
  id
  kind
  subject
  status
  total
  succeeded
  skipped
  failed
  createdAt
  finishedAt
  reasons {
    code
    message
    count
  }
  downloadUrl
}`),new P(`
    query JobsInView($ids: [ID!]!) {
  nodes(ids: $ids) {
    ...JobState
  }
}
    fragment JobState on Job {
  id
  kind
  subject
  status
  total
  succeeded
  skipped
  failed
  createdAt
  finishedAt
  reasons {
    code
    message
    count
  }
  downloadUrl
}`),new P(`
    query Download($id: ID!) {
  job(id: $id) {
    id
    downloadUrl
  }
}
    `),new P(`
    subscription JobProgress($id: ID!) {
  jobProgress(id: $id) {
    ...JobState
  }
}
    fragment JobState on Job {
  id
  kind
  subject
  status
  total
  succeeded
  skipped
  failed
  createdAt
  finishedAt
  reasons {
    code
    message
    count
  }
  downloadUrl
}`),new P(`
    mutation RunGroupAction($group: ID!, $action: GroupActionInput!, $idempotencyKey: String!) {
  runGroupAction(group: $group, action: $action, idempotencyKey: $idempotencyKey) {
    ...JobState
  }
}
    fragment JobState on Job {
  id
  kind
  subject
  status
  total
  succeeded
  skipped
  failed
  createdAt
  finishedAt
  reasons {
    code
    message
    count
  }
  downloadUrl
}`),new P(`
    mutation ExportGroup($group: ID!, $format: ExportFormat!) {
  exportGroup(group: $group, format: $format) {
    ...JobState
  }
}
    fragment JobState on Job {
  id
  kind
  subject
  status
  total
  succeeded
  skipped
  failed
  createdAt
  finishedAt
  reasons {
    code
    message
    count
  }
  downloadUrl
}`),new P(`
    mutation CancelJob($id: ID!) {
  cancelJob(id: $id) {
    ...JobState
  }
}
    fragment JobState on Job {
  id
  kind
  subject
  status
  total
  succeeded
  skipped
  failed
  createdAt
  finishedAt
  reasons {
    code
    message
    count
  }
  downloadUrl
}`),new P(`
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
}`),new P(`
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
    `),new P(`
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
    `),new P(`
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
}`),new P(`
    query PathOfContact($contact: ID!, $isOnMap: Boolean!, $automation: ID! = "", $after: String) {
  contact(id: $contact) {
    ...Person
    lastTouch {
      source
    }
  }
  automation(id: $automation) @include(if: $isOnMap) {
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
}`),new P(`
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
}`),new P(`
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
}`),new P(`
    query SavedGroups($after: String) {
  savedGroups(first: 20, after: $after) {
    totalCount
    edges {
      node {
        ...Saved
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment Count on ContactGroup {
  id
  count
}
fragment Saved on SavedGroup {
  id
  name
  mode
  createdAt
  group {
    ...Count
  }
}`),new P(`
    query NameOfGroup($group: ID!) {
  node(id: $group) {
    id
    ... on SavedGroup {
      name
      group {
        ...Count
      }
    }
  }
}
    fragment Count on ContactGroup {
  id
  count
}`),new P(`
    mutation SaveGroup($group: ID!, $name: String!, $mode: GroupMode!) {
  saveGroup(group: $group, name: $name, mode: $mode) {
    ...Saved
  }
}
    fragment Count on ContactGroup {
  id
  count
}
fragment Saved on SavedGroup {
  id
  name
  mode
  createdAt
  group {
    ...Count
  }
}`),new P(`
    mutation DeleteGroup($id: ID!) {
  deleteGroup(id: $id) {
    deletedId
  }
}
    `);var F=new P(`
    query RoleOfKey {
  viewer {
    role
  }
}
    `),I=new P(`
    mutation SignIn($role: Role!, $seconds: Int!) {
  createAccessToken(role: $role, ttlSeconds: $seconds) {
    token
    expiresAt
  }
}
    `);new P(`
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
    `);var L=e=>e===`EDITOR`||e===`ADMIN`;function R(e){let t=e.trim(),n=t.includes(`#token=`)?t.slice(t.indexOf(`#`)+1):null;return n===null?t:new URLSearchParams(n).get(`token`)??``}var z=e=>/^[\x21-\x7e]+$/.test(e),B=`This key or token is not valid.`,V=`This key may not read reports. Ask for one that has at least the role VIEWER.`,H=e=>L(e)?`EDITOR`:`VIEWER`;function se(e){return e.code===`UNAUTHENTICATED`?B:e.code===`FORBIDDEN`?V:k(e)}var U=86400;function W(){let[e,t]=r(null),[n,i]=r(!1);async function a(e){let n=R(e);if(!z(n))return t(B);i(!0),t(null);try{let{viewer:e}=await M(F,{},{bearer:n}),{createAccessToken:t}=await M(I,{role:H(e.role),seconds:U},{bearer:n});_(t.token)}catch(e){if(!(e instanceof D))throw e;t(se(e)),i(!1)}}return{refusal:e,isBusy:n,signInWith:a,forgive:()=>t(null)}}function G(){return s(`header`,{class:`bar`,children:[s(`a`,{href:`/`,children:`Footfall`}),p.value===null?m.value?null:s(K,{}):s(ce,{})]})}function K(){let[e,t]=r(``),{refusal:n,isBusy:i,signInWith:a}=W();function o(t){t.preventDefault(),a(e)}return s(`form`,{onSubmit:o,children:[s(`label`,{children:[`API key or access token`,s(`input`,{type:`password`,autocomplete:`off`,required:!0,value:e,onInput:e=>t(e.currentTarget.value)})]}),s(`button`,{type:`submit`,disabled:i,children:`Sign in`}),s(`span`,{role:`status`,children:n??h.value})]})}function ce(){return s(i,{children:[s(`span`,{role:`status`,children:`Signed in as the page is. To use another key, write an Authorization header under Headers.`}),s(`button`,{type:`button`,onClick:v,children:`Sign out`})]})}var le=`IntrospectionQuery`,ue=q(`Sign in above, or write an Authorization header under Headers.`),de=q(`This server does not tell its schema (FOOTFALL_INTROSPECTION=false), so nothing is completed or documented here. Operations run as ever.`);function fe(e){return(n,{headers:r,documentAST:i}={})=>{let a=new Headers(e?{authorization:`Bearer ${e}`}:{});for(let[e,t]of Object.entries(r??{}))a.set(e,String(t));return a.has(`authorization`)?(i&&t(i,n.operationName))?.operation===`subscription`?me(n,a):pe(n,a,e):ue}}async function pe(e,t,n){t.set(`accept`,`application/graphql-response+json, application/json;q=0.9`),t.set(`content-type`,`application/json`);let r=await(await fetch(`/graphql`,{method:`POST`,headers:t,body:JSON.stringify(e)})).json(),i=r.errors?.[0]?.extensions?.code;return i===`UNAUTHENTICATED`&&t.get(`authorization`)===`Bearer ${n}`&&y(),e.operationName===le&&i===`GRAPHQL_VALIDATION_FAILED`?de:r}async function*me({query:e,operationName:t,variables:n},r){let i=re({url:`${location.origin.replace(/^http/,`ws`)}/graphql`,connectionParams:Object.fromEntries(r)});try{yield*i.iterate({query:e,operationName:t,variables:n})}catch(e){throw e instanceof CloseEvent?Error(`The socket was closed: ${e.code} ${e.reason}`):e}}function q(e){return{errors:[{message:e}]}}var he=`# Ctrl-Enter runs it, Ctrl-Space completes it.

query Automations {
  viewer {
    role
    account { name plan }
  }
  automations(first: 10) {
    edges { node { key name status } }
  }
}
`,J={},ge=new URLSearchParams(location.search),[Y,X,Z]=[`query`,`variables`,`operationName`].map(e=>ge.get(e));Y&&(J.initialQuery=Y),X&&(J.initialVariables=X),Z&&(J.operationName=Z);var _e=(0,u.createRoot)($(`graphiql`));c(ee(G,null),$(`bar`));var Q=n(()=>fe(p.value));o(()=>{_e.render((0,ie.createElement)(te,{fetcher:Q.value,forcedTheme:T.value===`auto`?`system`:T.value,defaultQuery:he,inputValueDeprecation:!0,schemaDescription:!0,shouldPersistHeaders:!1,plugins:[],...J}))});function $(e){let t=document.getElementById(e);if(!t)throw Error(`the document has no #${e}`);return t}