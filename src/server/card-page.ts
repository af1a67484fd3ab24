import page from './card.html' with { type: 'text' };

export const cardPage = page;
