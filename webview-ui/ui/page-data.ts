import { PAGE_DATA_ID, type PageData } from '../../src/protocol/page';

/** What the host wrote into the page. */
export const pageData: PageData = read();

function read(): PageData {
  const text = document.getElementById(PAGE_DATA_ID)?.textContent;
  return text ? (JSON.parse(text) as PageData) : { strings: {}, locale: 'en', keep: '' };
}
