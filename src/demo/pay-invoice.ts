/** What a person does in a browser: opens the page, finds the form and sends it. @throws Error when there is none. */
export async function payInvoice(pageUrl: string): Promise<void> {
  const page = await fetch(pageUrl);
  if (!/<form[^>]*\bmethod="post"/.test(await page.text())) throw new Error('the payment page has no form');
  const paid = await fetch(pageUrl, { method: 'POST', redirect: 'manual' });
  if (paid.status >= 400) throw new Error(`the payment was answered with status ${paid.status}`);
}
