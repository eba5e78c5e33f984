// A page that is opened from the disk may start no worker, and the search runs in one. There, and only there, it runs in a
// hidden frame that speaks as a worker does.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      const frame = document.createElement("iframe")
      frame.hidden = true
      document.body.appendChild(frame)
      this.inside = frame.contentWindow
      window.addEventListener("message", event => {
        if (event.source !== this.inside) return
        this.dispatchEvent(new MessageEvent("message", { data: event.data }))
        if (this.onmessage) this.onmessage(event)
      })
      const page = this.inside.document
      page.open()
      page.write(`<body><script>
        postMessage = said => parent.postMessage(said, "*")
        importScripts = async (...urls) => {
          for (const url of urls) await new Promise(resolve => {
            const script = document.createElement("script")
            script.src = url
            script.onload = resolve
            document.body.appendChild(script)
          })
        }
      <\/script><script src="${url}"><\/script></body>`)
      page.close()
      this.ready = new Promise(resolve => this.inside.addEventListener("load", resolve)) // open() takes listeners away
    }

    postMessage(said) {
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data: structuredClone(said) })))
    }

    terminate() {
      this.inside.frameElement.remove()
    }
  }
}
