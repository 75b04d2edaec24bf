# One image for every role: `gatedrill gateway <folder>` by default, any other command by arguments.
FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc setup.mjs ./
RUN npm install --omit=dev --no-audit --no-fund
COPY ledger ledger
COPY wire wire
COPY scenarios scenarios
COPY sim sim
COPY gateway gateway
COPY load load
COPY reports reports
COPY advice advice
COPY cli cli
USER node
EXPOSE 8080
ENTRYPOINT ["node", "cli/main.ts"]
CMD ["gateway", "scenarios/configs/orders", "--host", "0.0.0.0", "--port", "8080"]
